package corpus

// applicationID marks the file as a corpus in its header, see PRAGMA
// application_id: "PFco".
const applicationID = 0x5046636f

// schemaVersion is kept in PRAGMA user_version.
const schemaVersion = 1

const schema = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('indexed', '0'), ('clustered', '');

CREATE TABLE import (
	id       INTEGER PRIMARY KEY,
	name     TEXT NOT NULL,
	note     TEXT NOT NULL,
	started  TEXT NOT NULL,
	finished TEXT,                          -- NULL: not finished, or interrupted
	seen     INTEGER NOT NULL DEFAULT 0,    -- records of the source
	added    INTEGER NOT NULL DEFAULT 0,
	known    INTEGER NOT NULL DEFAULT 0,    -- already there
	differing INTEGER NOT NULL DEFAULT 0,   -- already there under the same id with another content
	errors   INTEGER NOT NULL DEFAULT 0,
	error    TEXT                           -- what ended the import early
);

CREATE TABLE article (
	seq       INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE,
	sort      TEXT NOT NULL,
	first_day TEXT,                         -- the first day the date may stand for
	last_day  TEXT,
	published TEXT NOT NULL,
	precision TEXT NOT NULL,
	raw_date  TEXT NOT NULL,
	date_basis TEXT NOT NULL,
	outlet    TEXT NOT NULL,
	kind      TEXT NOT NULL,
	country   TEXT NOT NULL,
	title     TEXT NOT NULL,
	byline    TEXT NOT NULL,
	section   TEXT NOT NULL,
	language  TEXT NOT NULL,
	url       TEXT NOT NULL,
	words     INTEGER NOT NULL,
	source    TEXT NOT NULL,
	provenance TEXT NOT NULL,
	text_bytes INTEGER NOT NULL,
	digest    TEXT NOT NULL,                -- SHA-256 of metadata and text
	import    INTEGER NOT NULL REFERENCES import(id)
);
CREATE INDEX article_order ON article (sort, id);
CREATE INDEX article_outlet ON article (outlet, first_day);

CREATE TABLE text (seq INTEGER PRIMARY KEY REFERENCES article(seq), text TEXT NOT NULL);

CREATE TABLE tag (
	seq  INTEGER NOT NULL REFERENCES article(seq),
	tag  TEXT NOT NULL,
	note TEXT NOT NULL,
	PRIMARY KEY (seq, tag)
) WITHOUT ROWID;
CREATE INDEX tag_name ON tag (tag, seq);

CREATE TABLE exclusion (
	seq    INTEGER PRIMARY KEY REFERENCES article(seq),
	reason TEXT NOT NULL,
	since  TEXT NOT NULL
);

CREATE TABLE cluster (
	seq        INTEGER PRIMARY KEY REFERENCES article(seq),
	cluster    TEXT NOT NULL,               -- id of the representative
	relation   TEXT NOT NULL,               -- representative, edition, update, copy
	similarity REAL NOT NULL,
	wire       INTEGER NOT NULL
);
CREATE INDEX cluster_id ON cluster (cluster);

CREATE TABLE problem (
	id       INTEGER PRIMARY KEY,
	import   INTEGER NOT NULL REFERENCES import(id),
	location TEXT NOT NULL,
	record   INTEGER NOT NULL,
	message  TEXT NOT NULL
);

CREATE VIEW search_source AS
	SELECT article.seq AS seq, article.title AS title, text.text AS text
	FROM article JOIN text ON text.seq = article.seq;

CREATE VIRTUAL TABLE search USING fts5 (
	title, text, content='search_source', content_rowid='seq', tokenize='unicode61 remove_diacritics 2'
);

CREATE VIEW all_articles AS
	SELECT a.id AS id, a.published AS published, a.precision AS precision, a.outlet AS outlet, a.kind AS kind,
		a.country AS country, a.title AS title, a.byline AS byline, a.section AS section, a.language AS language,
		a.url AS url, a.words AS words, a.source AS source, t.text AS text, c.cluster AS cluster,
		COALESCE(c.wire, 0) AS wire, x.reason AS excluded
	FROM article a
	JOIN text t ON t.seq = a.seq
	LEFT JOIN cluster c ON c.seq = a.seq
	LEFT JOIN exclusion x ON x.seq = a.seq
	ORDER BY a.sort, a.id;

CREATE VIEW articles AS
	SELECT id, published, precision, outlet, kind, country, title, byline, section, language, url, words, source, text, cluster, wire
	FROM all_articles WHERE excluded IS NULL;

CREATE VIEW articles_by_month AS
	SELECT substr(published, 1, 7) AS month, COUNT(*) AS articles
	FROM article WHERE precision IN ('day', 'month') AND seq NOT IN (SELECT seq FROM exclusion)
	GROUP BY month ORDER BY month;

CREATE VIEW articles_by_outlet AS
	SELECT outlet, kind, COUNT(*) AS articles, MIN(first_day) AS first_day, MAX(last_day) AS last_day
	FROM article WHERE seq NOT IN (SELECT seq FROM exclusion)
	GROUP BY outlet, kind ORDER BY articles DESC, outlet;

CREATE VIEW article_tags AS
	SELECT article.id AS article, tag.tag AS tag, tag.note AS note
	FROM tag JOIN article ON article.seq = tag.seq ORDER BY article.id, tag.tag;
`
