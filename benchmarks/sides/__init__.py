"""The sides of `corpus_bench.py`: each is one process that does one thing and prints its figures as JSON."""
