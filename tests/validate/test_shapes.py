"""Every shape has a document that breaks it: the good graph, spoilt in one place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kg_builder import vocab
from kg_builder.datafiles import find_data_dir
from kg_builder.terms import Term, Triple
from kg_builder.validate import ShapeSet, check_document
from kg_builder.validate.engines import count_focus_nodes, run_engine
from kg_builder.validate.fast import run_fast, to_ntriples
from kg_builder.validate.reading import read_triples

Spoil = Callable[[tuple[Triple, ...], str], list[Triple]]
# One line a shape: its name, then what is taken away (-) and put in (+). `*` stands for any value, AT for every attestation.
SPOILT = """
telegram                  > T telegram/
telegram-title            - T dcterms:title * ; + T dcterms:title "No language"
telegram-description      + T dcterms:description "Another one"@en
telegram-sender           + T tg:sender BEIJING
telegram-addressee        + T tg:addressee "Stalin"
telegram-copyTo           + T tg:copyTo BEIJING
telegram-via              + T tg:via BEIJING
telegram-issuedBy         + T tg:issuedBy MAO
telegram-sentAt           - T tg:sentAt * ; + T tg:sentAt "1951-06-21T21:15"^^xsd:dateTime
telegram-receivedAt       + T tg:receivedAt "1951-06-23T04:00:00"^^xsd:dateTime
telegram-receivedBeforeSent - T tg:receivedAt * ; + T tg:receivedAt "1951-06-21T20:00:00"^^xsd:dateTime
telegram-unlabelledTime   - T tg:unlabelledTime * ; + T tg:unlabelledTime "noon"
telegram-sentFrom         + T tg:sentFrom PRC
telegram-sentTo           + T tg:sentTo PRC
telegram-number           + T tg:number "none"
telegram-cipherNumber     + T tg:cipherNumber "999"
telegram-outgoingNumber   + T tg:outgoingNumber "998"
telegram-otherNumber      + T tg:otherNumber "a"
telegram-incomingNumber   + T tg:incomingNumber " 12"
telegram-series           + T tg:series ""
telegram-classification   + T tg:classification "TOP\\nSECRET"
telegram-priority         + T tg:priority "FLASH "
telegram-archivalReference + T tg:archivalReference M
telegram-source           + T dcterms:source "example.org"
telegram-isPartOf         + T dcterms:isPartOf "a collection"
telegram-quotedIn         + T2 tg:quotedIn M
telegram-references       + T dcterms:references T2
telegram-inReplyTo        + T tg:inReplyTo T2
telegram-mentions         + T tg:mentions M
telegram-language         + T dcterms:language "English"
telegram-incomplete       - T tg:incomplete * ; + T tg:incomplete "yes"^^xsd:boolean
telegram-sourceText       - T prov:wasDerivedFrom *
dated-date                + T dcterms:date "1951-06-22"^^xsd:date
dated-date                - M dcterms:date * ; + M dcterms:date "June 1951"^^edtf:EDTF
dated-date                - M dcterms:date * ; + M dcterms:date "1951-13"^^edtf:EDTF
dated-date                - M dcterms:date * ; + M dcterms:date "1951"^^xsd:gYear
dated-earliestDate        - T tg:earliestDate *
dated-latestDate          - M tg:latestDate * ; + M tg:latestDate "1951-05"^^xsd:gYearMonth
dated-order               - M tg:latestDate * ; + M tg:latestDate "1951-04-30"^^xsd:date
act                       > R request/t
act-statedIn              - R tg:statedIn *
act-label                 - R rdfs:label *
act-beneficiary           + R tg:beneficiary BEIJING
act-beneficiaryText       - R tg:beneficiaryText * ; + R tg:beneficiaryText "  "
act-item                  + R tg:item T
act-action                + R tg:action "and more"
act-condition             - R tg:condition * ; + R tg:condition ""
act-periodStart           - R tg:periodStart * ; + R tg:periodStart "1951-07"^^xsd:gYearMonth
act-periodEnd             - R tg:periodEnd * ; + R tg:periodEnd "1951-13-31"^^xsd:date
act-periodOrder           - R tg:periodEnd * ; + R tg:periodEnd "1951-06-30"^^xsd:date
act-period                - R tg:period * ; + R tg:period "July to December"^^edtf:EDTF
act-instalmentShare       - R tg:instalmentShare * ; + R tg:instalmentShare "a sixth"
act-instalmentShare       - R tg:instalmentShare * ; + R tg:instalmentShare "1/0"
act-instalmentInterval    - R tg:instalmentInterval * ; + R tg:instalmentInterval "monthly"^^xsd:duration
act-instalmentInterval    - R tg:instalmentInterval * ; + R tg:instalmentInterval "PT"^^xsd:duration
act-instalmentOf          + R tg:instalmentOf "another"
act-accordingTo           + R tg:accordingTo BEIJING
act-restates              + R tg:restates M
act-textPart              - R tg:textPart * ; + R tg:textPart "margin"
act-anchor                - AT rdf:predicate rdf:type
instalment                - R tg:instalmentShare * ; - I tg:instalmentQuantity *
part-partOf               + D tg:partOf T
part-loop                 + D2 tg:partOf D
request-requester         - R tg:requester *
request-requestee         + R tg:requestee BEIJING
request-requestedVia      + R tg:requestedVia BEIJING
request-oneself           + R tg:requestee PRC
request-kind              - R tg:requestKind * ; + R tg:requestKind kind:arms
request-status            + R tg:status status:planned
somethingAsked            - R tg:item * ; - R tg:action *
delivery-supplier         + D tg:supplier BEIJING
delivery-recipient        + D tg:recipient BEIJING
delivery-oneself          + D tg:recipient USSR
delivery-status           - D tg:status * ; + D tg:status status:asked
delivery-answers          + D tg:answers D2
supplierOrRecipient       - D tg:supplier * ; - D tg:recipient *
somethingDelivered        - D tg:item *
item                      > I item/t--320
item-act                  - R tg:item I
item-label                - I rdfs:label *
item-commodity            - I tg:commodity * ; + I tg:commodity commodity:no-such-thing
item-quantity             - I3 tg:quantity * ; + I3 tg:quantity "0"^^xsd:decimal
item-quantity             - I3 tg:quantity * ; + I3 tg:quantity "-5"^^xsd:decimal
item-quantity             - I3 tg:quantity * ; + I3 tg:quantity "12"^^xsd:integer
item-quantityMax          - I tg:quantityMax * ; + I tg:quantityMax "many"^^xsd:decimal
item-range                - I tg:quantityMax * ; + I tg:quantityMax "30.0"^^xsd:decimal
item-unit                 - I tg:unit * ; + I tg:unit commodity:rubber
item-quantityQualifier    + I3 tg:quantityQualifier "about"
item-instalmentQuantity   - I tg:instalmentQuantity * ; + I tg:instalmentQuantity "five"
item-perCommodity         - I2 tg:perCommodity * ; + I2 tg:perCommodity unit:ton
item-beneficiary          + I3 tg:beneficiary BEIJING
item-includes             + W tg:includes D
item-loop                 + P tg:includes W
quantified-unit           - I tg:unit *
ranged-quantity           - I tg:quantity *
archivalReference         > A archival-reference/t
archivalReference-telegram - T tg:archivalReference *
archivalReference-label   + A rdfs:label "another"
archivalReference-repository + A tg:repository MAO
archivalReference-fond    - A tg:fond * ; + A tg:fond "forty-five"
archivalReference-fond    - A tg:fond * ; + A tg:fond "45"^^xsd:integer
archivalReference-opis    - A tg:opis * ; + A tg:opis "op. 1"
archivalReference-delo    - A tg:delo * ; + A tg:delo ""
archivalReference-listy   - A tg:listy * ; + A tg:listy "II. 64-65"
archivalReference-papka   - A tg:papka * ; + A tg:papka "eleven"
archivalReference-fileNumber - A tg:fileNumber * ; + A tg:fileNumber "no number"
somewhere                 - A tg:repository * ; - A tg:fond * ; - A tg:opis * ; - A tg:delo * ; - A tg:listy * ; - A tg:papka * ; - A tg:fileNumber *
mentionedDocument         > M document/t
mentionedDocument-telegram - T dcterms:references * ; - T tg:inReplyTo *
mentionedDocument-label   - M rdfs:label *
mentionedDocument-kind    - M tg:documentKind * ; + M tg:documentKind document-kind:poem
mentionedDocument-number  + M tg:number "?"
mentionedDocument-sender  + M tg:sender "Stalin"
mentionedDocument-addressee + M tg:addressee BEIJING
mentionedDocument-identifiedAs + M tg:identifiedAs R
mentionedDocument-derived + M prov:wasDerivedFrom X
notATelegram              + M rdf:type tg:Telegram
codeNameUse               > C code-name/t
codeNameUse-name          - C tg:name *
codeNameUse-denotes       - C tg:denotes * ; + C tg:denotes PRC
codeNameUse-usedIn        + C tg:usedIn T2
named                     > MAO people/mao
named-name                - MAO foaf:name *
named-altLabel            + STALIN skos:altLabel ""
named-authorityStatus     - MAO tg:authorityStatus *
named-mayBe               + KOTOV tg:mayBe M
named-actsFor             + MAO tg:actsFor GRU
undecided-authorityStatus - KOTOV tg:authorityStatus * ; + KOTOV tg:authorityStatus "established"
person                    + MAO rdf:type tg:State
person-codeName           + STALIN tg:codeName " Feng Xi"
person-birthYear          + MAO tg:birthYear "1894"^^xsd:integer
person-deathYear          - MAO tg:deathYear * ; + MAO tg:deathYear "1976"
person-life               - MAO tg:deathYear * ; + MAO tg:deathYear "1892"^^xsd:integer
place                     + BEIJING rdf:type tg:State
linked-sameAs             - MAO owl:sameAs * ; + MAO owl:sameAs <https://en.example.org/wiki/Mao>
linked-source             - MAO tg:identityLink *
identityLink-linksTo      - LINK tg:linksTo *
identityLink-source       - LINK dcterms:source *
sourceText                > X text/
sourceText-label          - X rdfs:label * ; + X rdfs:label "a/b.txt"
sourceText-sha256         - X tg:sha256 * ; + X tg:sha256 "0123"
sourceText-length         - X tg:length * ; + X tg:length "0"^^xsd:integer
sourceText-source         - X dcterms:source * ; + X dcterms:source "nowhere"
sourceText-quoteLength    - EP oa:end * ; + EP oa:end "484"^^xsd:integer
evidence                  > E text/t#line=3
evidence-source           - E oa:hasSource *
evidence-selector         + E oa:hasSelector X
evidence-position         - EP rdf:type *
evidence-quote            - EQ rdf:type *
position-start            - EP oa:start * ; + EP oa:start "-1"^^xsd:integer
position-end              + EP oa:end "500"^^xsd:integer
position-order            - EP oa:start * ; + EP oa:start "483"^^xsd:integer
quote-exact               - EQ oa:exact * ; + EQ oa:exact ""
quote-prefix              + EQ oa:prefix "another"
quote-suffix              + EQ oa:suffix "another"
attestation               > AT assertion/1
attestation-subject       - AT rdf:subject *
attestation-predicate     - AT rdf:predicate *
attestation-object        - AT rdf:object *
attestation-foundBy       - AT tg:foundBy *
attestation-evidence      - AT prov:wasQuotedFrom *
attestation-run           - AT prov:wasGeneratedBy *
attestation-basis         - AT tg:basis * ; + AT tg:basis "the list of people"
attested-statement        - AT rdf:object "45"
identification            + R tg:identifiedAs T2
identification-telegram   + M tg:identifiedAs R
identification-one        + M tg:identifiedAs T
identification-words      - AT rdf:predicate tg:identifiedAs
restatement-act           + R tg:restates M
restatement-loop          + D2 tg:restates R
restatement-words         - AT rdf:predicate tg:restates
run                       > RUN run/t
run-used                  - RUN prov:used *
run-text                  - RUN prov:used X
run-agent                 - RUN prov:wasAssociatedWith *
digested-label            - X rdfs:label *
digested-sha256           - X tg:sha256 * ; + X tg:sha256 "ABC"
software-version          - SW tg:softwareVersion *
""".strip().splitlines()


def _named(line: str) -> tuple[str, str]:
    name, orders = line.split(maxsplit=1)
    return name, orders


def _shape(name: str) -> Term:
    # A SPARQL constraint reports the shape that has it.
    found = {"attested-statement": "attested", "sourceText-quoteLength": "sourceText"}.get(name, name)
    return f"<https://w3id.org/telegram-kg/shapes#{found}>"


def test_the_good_graph_conforms_without_a_warning(shapes: ShapeSet, good: tuple[Triple, ...]) -> None:
    """Both engines find nothing at all, and every shape with a target looked at something."""
    report = run_engine(shapes, good, "both")
    assert report.results == ()
    assert report.unmatched == ()
    assert report.dead_paths == {}
    assert report.notes == ()


@pytest.mark.parametrize("line", SPOILT, ids=lambda line: line[:40])
def test_each_shape_has_a_document_that_breaks_it(shapes: ShapeSet, good: tuple[Triple, ...], spoil: Spoil, line: str) -> None:
    """The spoilt graph fails at this very shape, with the message and severity of the shape."""
    name, orders = _named(line)
    assert shapes.fast is not None
    results = run_fast(shapes, shapes.fast, to_ntriples(spoil(good, orders)) + shapes.background_ntriples)
    assert _shape(name) in {result.shape for result in results}


def test_no_shape_is_without_a_spoilt_document(shapes: ShapeSet) -> None:
    """A check that cannot fail is a defect: each shape that can be a result's source is in the table."""
    tried = {_shape(_named(line)[0]) for line in SPOILT}
    own = {shape.iri for shape in shapes.shapes.values() if shape.message and not shape.iri.startswith("<urn:")}
    # Shapes that are conditions of others never stand in a result: their users do.
    helpers = {_shape(name) for name in ("aNumber-number", "anchorAttestation-predicate", "anchorAttestation-object")}
    helpers |= {_shape(f"{name}Attestation-predicate") for name in ("identification", "restatement")}
    helpers |= {_shape(name) for name in ("commodity-inScheme", "unit-inScheme", "ragged", "blank")}
    assert own - tried - helpers == set()


@pytest.mark.parametrize("part", range(4))
def test_both_engines_find_the_same_in_spoilt_graphs(shapes: ShapeSet, good: tuple[Triple, ...], spoil: Spoil, part: int) -> None:
    """Every eighth spoilt graph of the table, and all orders of a quarter of the table at once."""
    for line in SPOILT[part * 8 :: 32]:
        assert run_engine(shapes, spoil(good, _named(line)[1]), "both").results
    triples = good
    for line in SPOILT[part::4]:
        name, orders = _named(line)
        if not orders.startswith(">") and name not in ("attestation-object", "attestation-subject", "attestation-predicate"):
            triples = tuple(spoil(triples, orders)) if _applies(spoil, triples, orders) else triples
    assert len(run_engine(shapes, triples, "both").results) > 20


def _applies(spoil: Spoil, triples: tuple[Triple, ...], orders: str) -> bool:
    try:
        spoil(triples, orders)
    except AssertionError:
        return False
    return True


def test_messages_are_sentences_for_an_archivist(shapes: ShapeSet) -> None:
    """No message speaks of SHACL, nodes, literals or IRIs, and each ends as a sentence or shows a value."""
    for shape in shapes.shapes.values():
        for message in [shape.message] if shape.message else []:
            assert not re.search(r"\b(IRI|node shape|literal|datatype|sh:|xsd:|blank node|cardinality)\b", message), message
            assert message.endswith((".", "}")), message
    assert all(shapes.shapes[iri].message for shape in shapes.targeted for iri in shape.properties)


def test_every_property_shape_has_an_owner(shapes: ShapeSet) -> None:
    """A property shape that no node shape lists would never run."""
    assert [s.iri for s in shapes.shapes.values() if s.path and not s.owner and not s.targets and not s.iri.startswith("<urn:")] == []


def test_a_document_with_a_warning_only_conforms(shapes: ShapeSet, good: tuple[Triple, ...]) -> None:
    """Received before sent: cipher offices and time zones do it, so it is told and the document is built."""
    early = '"1951-06-21T20:00:00"^^<' + vocab.XSD_DATE_TIME + ">"
    late = next(t[2] for t in good if t[1] == f"<{vocab.TG_RECEIVED_AT}>")
    report = check_document([tuple(early if term == late else term for term in t) for t in good], shapes)  # type: ignore[misc]
    assert report.conforms
    assert [result.severity for result in report.results if "receivedBeforeSent" in result.shape] == ["warning"]


def test_a_telegram_without_deliveries_passes_in_build(shapes: ShapeSet, good: tuple[Triple, ...]) -> None:
    """Vacuity is a matter of the corpus: a document may lack any kind of fact, but the count of focus nodes says so."""
    bare = [t for t in good if not any("/delivery/" in term or "--d500" in term or "--d600" in term for term in t)]
    attested = {s for s, p, o in good if p == f"<{vocab.RDF_SUBJECT}>" and ("/delivery/" in o or "--d" in o)}
    attested |= {s for s, p, o in good if p == f"<{vocab.RDF_OBJECT}>" and "/delivery/" in o}
    bare = [t for t in bare if t[0] not in attested]
    report = check_document(bare, shapes)
    assert report.conforms
    assert count_focus_nodes(shapes, bare)[_shape("delivery")] == 0


def test_the_exempt_properties_are_those_of_the_ontology(shapes: ShapeSet) -> None:
    """Which statements need no attestation is data: the query of the shape lists what the ontology marks, and prov:*."""
    query = shapes.values("<https://w3id.org/telegram-kg/shapes#attested-statement>", f"<{vocab.SH}select>")[0]
    listed = set(re.findall(r"<([^>]+)>,?(?=\\n)", query.split("NOT IN", 1)[1].split("))", 1)[0]))
    ontology = read_triples(find_data_dir("ontology") / "telegram.ttl")
    marked = {s[1:-1] for s, p, o in ontology if p == f"<{vocab.TG_ATTESTATION_EXEMPT}>" and o.startswith('"true"')}
    # Never asserted: what a reasoner makes of a sender and of a number.
    inferred = {vocab.DCTERMS_CREATOR, vocab.DCTERMS_IDENTIFIER}
    assert listed - inferred == {iri for iri in marked if not iri.startswith(vocab.PROV)}
    assert 'STRSTARTS(STR(?path), \\"http://www.w3.org/ns/prov#\\")' in query


def test_the_closed_lists_are_those_of_the_vocabularies(shapes: ShapeSet) -> None:
    """Every concept of the small schemes is allowed somewhere, and the shapes allow no other."""
    allowed = {term for s, p, o in shapes.triples if p == f"<{vocab.RDF}first>" and o.startswith(f"<{vocab.VOCABULARY}") for term in [o]}
    concepts = set()
    for path in sorted((find_data_dir("ontology") / "vocabularies").glob("*.ttl")):
        if path.stem not in ("commodities", "units"):
            concepts |= {s for s, p, o in read_triples(path) if o == f"<{vocab.SKOS_CONCEPT}>"}
    assert allowed == concepts


def test_every_target_class_and_path_is_a_term_of_the_ontology(shapes: ShapeSet) -> None:
    """A misspelt class would match nothing and pass."""
    defined = {s for s, p, o in read_triples(find_data_dir("ontology") / "telegram.ttl") if p == f"<{vocab.RDF_TYPE}>"}
    used = {value for shape in shapes.targeted for _, value in shape.targets} | {
        p for shape in shapes.shapes.values() for p in shape.predicates
    }
    assert {term for term in used if term.startswith(f"<{vocab.TG}")} - defined == set()


def test_a_graph_with_its_inferred_statements_conforms(shapes: ShapeSet, good: tuple[Triple, ...], spoil: Spoil) -> None:
    """Whoever validates all named graphs as one finds no fault in what a reasoner added."""
    orders = (
        '+ T dcterms:creator MAO ; + T dcterms:identifier "21039" ; + R rdf:type tg:Act ; + R rdf:type prov:Entity ; + T rdf:type foaf:Document ; '
        '- T tg:otherNumber "254/3612/shs" ; - AT rdf:predicate tg:otherNumber ; - T tg:otherNumber * ; + T tg:otherNumber "254/3612/shs" ; '
        "- AT rdf:predicate dcterms:references ; + MAO rdf:type tg:Agent ; + PRC rdf:type tg:Organization"
    )
    found = spoil(good, orders)
    lost = {s for s, p, o in good if p == f"<{vocab.RDF_PREDICATE}>" and o.endswith(("otherNumber>", "terms/references>"))}
    assert run_engine(shapes, [t for t in found if t[0] not in lost], "both").results == ()


@pytest.mark.checkout
@pytest.mark.slow
def test_the_graph_that_is_committed_conforms() -> None:
    """An independent pySHACL over all of `out`, with nothing of ours but ontology, vocabularies and shapes."""
    import pyshacl
    import rdflib

    out = find_data_dir("shapes").parent / "out" / "graph.nq"
    if not out.is_file():
        pytest.skip("out/graph.nq is not installed on this machine")
    data, ontology, own = rdflib.Graph(), rdflib.Graph(), rdflib.Graph()
    data.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in read_triples(out)), format="nt")
    ontology.parse(find_data_dir("ontology") / "telegram.ttl")
    for path in find_data_dir("shapes").glob("*.ttl"):
        own.parse(path)
    conforms, _, text = pyshacl.validate(data, shacl_graph=own, ont_graph=ontology, allow_warnings=True)
    assert conforms, text
