package corpus

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/neardup"
)

// A ClusterReport says what [Corpus.Cluster] did.
type ClusterReport struct {
	New      int // articles that had not been looked at
	Read     int // articles read, those near the new ones in time included
	Clusters int // in the corpus afterwards
	Members  int // articles in them
	Wire     int // clusters of wire copy
}

// Cluster finds near-duplicates, see package neardup, and stores the clusters.
// It is incremental: only articles added since, and those within the window of
// days around them, are read. With other options all is done anew. Excluded
// articles are clustered too; [Filter.OnePerCluster] then chooses one article of
// each cluster.
//
// Another process should not cluster at the same time.
func (c *Corpus) Cluster(ctx context.Context, o neardup.Options) (ClusterReport, error) {
	var rep ClusterReport
	o, err := o.Normal()
	if err != nil {
		return rep, err
	}
	settings, err := json.Marshal(o)
	if err != nil {
		return rep, c.wrap(err)
	}
	state, err := c.clusterState(ctx, string(settings))
	if err != nil {
		return rep, err
	}
	if state.newest > state.done {
		rep.New, rep.Read, err = c.clusterNew(ctx, o, state)
		if err != nil {
			return rep, err
		}
	}
	err = c.db.QueryRowContext(ctx, "SELECT COUNT(DISTINCT cluster), COUNT(*), COUNT(DISTINCT CASE WHEN wire THEN cluster END) FROM cluster").Scan(&rep.Clusters, &rep.Members, &rep.Wire)
	return rep, c.wrap(err)
}

// A clusterState is how far clustering has come.
type clusterState struct {
	settings string
	done     int64 // articles up to this one were looked at with these settings
	newest   int64
}

func (c *Corpus) clusterState(ctx context.Context, settings string) (clusterState, error) {
	s := clusterState{settings: settings}
	var value string
	err := c.db.QueryRowContext(ctx, "SELECT value, COALESCE((SELECT MAX(seq) FROM article), 0) FROM meta WHERE key = 'clustered'").Scan(&value, &s.newest)
	if err != nil {
		return s, c.wrap(err)
	}
	if done, old, ok := strings.Cut(value, " "); ok && old == settings {
		fmt.Sscan(done, &s.done)
	}
	return s, nil
}

// A dayspan is a run of days, as texts; "" and "9999-12-31" are open ends.
type dayspan struct{ first, last string }

// spansOfNew returns the days within which an article may be near to a new one.
func (c *Corpus) spansOfNew(ctx context.Context, window int, s clusterState) ([]dayspan, error) {
	var undated bool
	if err := c.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM article WHERE seq > ? AND first_day IS NULL)", s.done).Scan(&undated); err != nil {
		return nil, c.wrap(err)
	}
	if undated || s.done == 0 {
		return []dayspan{{"", "9999-12-31"}}, nil
	}
	rows, err := c.db.QueryContext(ctx, `SELECT DISTINCT date(first_day, ?), date(last_day, ?) FROM article WHERE seq > ? ORDER BY 1, 2`,
		fmt.Sprintf("-%d days", window), fmt.Sprintf("+%d days", window), s.done)
	if err != nil {
		return nil, c.wrap(err)
	}
	defer rows.Close()
	var out []dayspan
	for rows.Next() {
		var d dayspan
		var first, last sql.NullString
		if err := rows.Scan(&first, &last); err != nil {
			return nil, c.wrap(err)
		}
		d.first, d.last = first.String, cmp.Or(last.String, "9999-12-31")
		if n := len(out); n > 0 && d.first <= out[n-1].last {
			out[n-1].last = max(out[n-1].last, d.last)
			continue
		}
		out = append(out, d)
	}
	return out, c.wrap(rows.Err())
}

// clusterNew runs the index over the days around the new articles and stores
// what came of it.
func (c *Corpus) clusterNew(ctx context.Context, o neardup.Options, s clusterState) (added, read int, err error) {
	spans, err := c.spansOfNew(ctx, o.Window, s)
	if err != nil {
		return 0, 0, err
	}
	x, err := neardup.New(o)
	if err != nil {
		return 0, 0, err
	}
	isNew := map[string]bool{}
	was := map[string]string{} // cluster of a restored article
	for i, d := range spans {
		where := " WHERE a.first_day <= ? AND a.last_day >= ?"
		if i == 0 {
			where += " OR a.first_day IS NULL"
		}
		rows, err := c.db.QueryContext(ctx, "SELECT "+columns+", a.seq, COALESCE(k.cluster, '')"+
			" FROM article a CROSS JOIN text t ON t.seq = a.seq LEFT JOIN cluster k ON k.seq = a.seq"+where+" ORDER BY a.sort, a.id", d.last, d.first)
		if err != nil {
			return 0, 0, c.wrap(err)
		}
		err = func() error {
			defer rows.Close()
			for rows.Next() {
				var seq int64
				var cluster string
				a, err := scanArticle(rows.Scan, &seq, &cluster)
				if err != nil {
					return err
				}
				read++
				switch {
				case seq > s.newest: // added while we read: the next time
					continue
				case seq > s.done:
					isNew[a.ID] = true
					x.Add(a)
				default:
					x.Restore(a, cluster)
					if cluster != "" {
						was[a.ID] = cluster
					}
				}
				if read%1000 == 0 && len(spans) == 1 {
					x.ExpireBefore(a.Published)
				}
			}
			return rows.Err()
		}()
		if err != nil {
			return 0, 0, c.wrap(err)
		}
	}
	err = c.write(ctx, func(tx *sql.Tx) error {
		if s.done == 0 {
			if _, err := tx.ExecContext(ctx, "DELETE FROM cluster"); err != nil {
				return err
			}
		}
		for _, cl := range x.Clusters() {
			if !slices.ContainsFunc(cl.Members, func(m neardup.Member) bool { return isNew[m.ID] }) {
				continue
			}
			if err := storeCluster(ctx, tx, cl, was, o); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "UPDATE meta SET value = ? WHERE key = 'clustered'", fmt.Sprintf("%d %s", s.newest, s.settings))
		return err
	})
	return len(isNew), read, err
}

// storeCluster stores a cluster together with the members its old parts have
// outside the days that were read.
func storeCluster(ctx context.Context, tx *sql.Tx, cl neardup.Cluster, was map[string]string, o neardup.Options) error {
	var entries []neardup.Entry
	have := map[string]bool{}
	old := map[string]bool{}
	for _, m := range cl.Members {
		entries = append(entries, m.Entry)
		have[m.ID] = true
		if w := was[m.ID]; w != "" {
			old[w] = true
		}
	}
	for cluster := range old {
		rows, err := tx.QueryContext(ctx, "SELECT "+columns+", k.similarity FROM cluster k JOIN article a ON a.seq = k.seq JOIN text t ON t.seq = a.seq WHERE k.cluster = ?", cluster)
		if err != nil {
			return err
		}
		for rows.Next() {
			var similarity float64
			a, err := scanArticle(rows.Scan, &similarity)
			if err != nil {
				rows.Close()
				return err
			}
			if !have[a.ID] {
				entries = append(entries, o.Entry(a))
			}
			for i := range entries {
				if entries[i].ID == a.ID {
					entries[i].Similarity = similarity
				}
			}
		}
		err = rows.Err()
		rows.Close()
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM cluster WHERE cluster = ?", cluster); err != nil {
			return err
		}
	}
	if len(entries) > len(cl.Members) {
		cl = neardup.Assemble(entries)
	}
	for _, m := range cl.Members {
		similarity := m.Similarity
		for _, e := range entries {
			if e.ID == m.ID {
				similarity = e.Similarity
			}
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO cluster (seq, cluster, relation, similarity, wire) SELECT seq, ?2, ?3, ?4, ?5 FROM article WHERE id = ?1", m.ID, cl.ID, string(m.Relation), similarity, cl.Wire); err != nil {
			return err
		}
	}
	return nil
}

// Clusters returns the clusters that [Corpus.Cluster] stored, ordered by the
// date and id of their representatives. Words and Agency of the members are not
// stored and are zero.
func (c *Corpus) Clusters(ctx context.Context) ([]neardup.Cluster, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT k.cluster, k.relation, k.similarity, k.wire, a.id, a.published, a.outlet
		FROM cluster k JOIN article a ON a.seq = k.seq JOIN article r ON r.id = k.cluster ORDER BY r.sort, r.id, a.sort, a.id`)
	if err != nil {
		return nil, c.wrap(err)
	}
	defer rows.Close()
	var out []neardup.Cluster
	for rows.Next() {
		var id, relation, published string
		var wire bool
		var m neardup.Member
		if err := rows.Scan(&id, &relation, &m.Similarity, &wire, &m.ID, &published, &m.Outlet); err != nil {
			return nil, c.wrap(err)
		}
		m.Relation = neardup.Relation(relation)
		if m.Published, err = coverage.ParseDate(published); err != nil {
			return nil, c.wrap(err)
		}
		if n := len(out); n == 0 || out[n-1].ID != id {
			out = append(out, neardup.Cluster{ID: id, Wire: wire})
		}
		last := &out[len(out)-1]
		last.Members = append(last.Members, m)
	}
	return out, c.wrap(rows.Err())
}
