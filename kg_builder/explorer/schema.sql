-- The explorer's index of a store: what lists, facets, sums and full text are drawn from. Made anew when the store changes.
CREATE TABLE telegram (
    iri TEXT PRIMARY KEY, doc TEXT, title TEXT, date TEXT, year TEXT, sender TEXT, addressee TEXT, number TEXT, mark TEXT, inner_one INTEGER
);
CREATE INDEX telegram_doc ON telegram (doc);
CREATE TABLE facet (telegram TEXT, kind TEXT, value TEXT, label TEXT, PRIMARY KEY (kind, value, telegram)) WITHOUT ROWID;
CREATE INDEX facet_telegram ON facet (telegram);
CREATE TABLE letter (sender TEXT, addressee TEXT, telegram TEXT, PRIMARY KEY (sender, addressee, telegram)) WITHOUT ROWID;
CREATE INDEX letter_addressee ON letter (addressee);
CREATE TABLE mention (thing TEXT, doc TEXT, start INTEGER, stop INTEGER, words TEXT);
CREATE INDEX mention_thing ON mention (thing);
CREATE TABLE code_name (thing TEXT, words TEXT, doc TEXT, start INTEGER, stop INTEGER);
CREATE TABLE thing (iri TEXT PRIMARY KEY, kind TEXT, name TEXT, mentions INTEGER);
CREATE TABLE entry (
    number INTEGER PRIMARY KEY, telegram TEXT, date TEXT, year TEXT, side TEXT, status TEXT, giver TEXT, taker TEXT, commodity TEXT, goods TEXT,
    words TEXT, quantity TEXT, amount REAL, unit TEXT, since TEXT, left_out TEXT, short TEXT, body BLOB
);
CREATE INDEX entry_goods ON entry (goods, unit);
CREATE INDEX entry_telegram ON entry (telegram);
CREATE TABLE party (number INTEGER, agent TEXT, PRIMARY KEY (agent, number)) WITHOUT ROWID;
CREATE TABLE finding (doc TEXT, code TEXT, severity TEXT, message TEXT, line INTEGER, start INTEGER, stop INTEGER);
CREATE INDEX finding_doc ON finding (doc);
CREATE TABLE outcome (path TEXT, status TEXT, doc TEXT, reason TEXT);
CREATE VIRTUAL TABLE words USING fts5 (id UNINDEXED, kind UNINDEXED, title, body, tokenize = "unicode61 remove_diacritics 2");
