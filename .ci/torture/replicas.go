package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// requests are what the load asks for, in turn.
var requests = []string{
	`{"asker":"candidate","role":"nurse","seniority":"mid","stage":"hiring_manager","cares":["pay","growth"],"minutes":15}`,
	`{"asker":"candidate","role":"software engineer","minutes":15}`,
	`{"asker":"interviewer","role":"teacher","seniority":"senior","stage":"panel","minutes":40}`,
	`{"asker":"candidate","role":"shop assistant","cares":["hours"],"minutes":20}`,
	`{"asker":"interviewer","role":"driver","minutes":30}`,
}

// load asks replicas for a few sets again and again, and holds each answer against what the same release answered before.
type load struct {
	mu      sync.Mutex
	answers map[string]string // by hash of the release and number of the request
	took    []time.Duration   // since the last call of latencies
	asked   int
	err     error
	stop    chan struct{}
	group   sync.WaitGroup
}

func startLoad(programs []*program) *load {
	l := &load{answers: map[string]string{}, stop: make(chan struct{})}
	for _, p := range programs {
		l.group.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-l.stop:
					return
				case <-time.After(5 * time.Millisecond):
				}
				l.one(p, n%len(requests))
			}
		})
	}
	return l
}

func (l *load) one(p *program, which int) {
	begun := time.Now()
	status, _, answer, err := p.ask(http.MethodPost, "/v1/question-sets", "", requests[which])
	took := time.Since(begun)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("a set was answered with %d: %s", status, answer)
	}
	hash, text, parsed := canonical(answer)
	if err == nil {
		err = parsed
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	l.took = append(l.took, took)
	key := fmt.Sprint(hash, which)
	if before, found := l.answers[key]; err == nil && found && before != text {
		err = fmt.Errorf("release %s answers with two sets:\n%s\n%s", hash, before, text)
	}
	if err == nil {
		l.answers[key] = text
	} else if l.err == nil {
		l.err = err
	}
}

// canonical is an answer without what may differ: its tokens, and the number of its release.
func canonical(answer []byte) (hash, text string, err error) {
	var members map[string]any
	if err := json.Unmarshal(answer, &members); err != nil {
		return "", "", err
	}
	release, ok := members["release"].(map[string]any)
	if !ok {
		return "", "", fmt.Errorf("no release in %s", answer)
	}
	hash = fmt.Sprint(release["hash"])
	delete(release, "number")
	delete(members, "token")
	delete(members, "next")
	canonical, err := json.Marshal(members)
	return hash, string(canonical), err
}

// latencies are those since the last call, ascending.
func (l *load) latencies() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	took := l.took
	l.took = nil
	slices.Sort(took)
	return took
}

func (l *load) end() (asked int, err error) {
	close(l.stop)
	l.group.Wait()
	return l.asked, l.err
}

func p99(sorted []time.Duration) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)*99/100]
}

// replicas has three programs serve from one PostgreSQL.
func (t *torture) replicas() (err error) {
	flags, url, err := t.database("PostgreSQL")
	if err != nil {
		return err
	}
	var programs []*program
	defer func() {
		for _, p := range programs {
			p.kill()
		}
	}()
	for i := range 3 {
		p, err := t.serve(append(slices.Clone(flags), "--data-dir", fmt.Sprint(t.path("replica"), i))...)
		if err != nil {
			return err
		}
		programs = append(programs, p)
	}
	first := programs[0]
	if status, _, answer, err := first.ask(http.MethodPost, "/v1/admin/rules", "", ruleNamed(0)); err != nil || status != http.StatusCreated {
		return fmt.Errorf("create a rule: %d %s %w", status, answer, err)
	}
	k := &known{release: 1}
	l := startLoad(programs)
	err = errors.Join(
		t.following(programs, k, l),
		t.cutOff(programs, k, url),
		t.brokenRelease(programs, k, url),
		t.twoAdmins(programs),
		t.databaseAway(programs, k),
		t.databaseHangs(programs, k, url),
	)
	asked, failed := l.end()
	t.count("sets asked for meanwhile, none failed, none of two releases", asked)
	return errors.Join(err, failed)
}

// publishTo publishes an edit on the first replica, and measures how long until all serve it.
func (t *torture) publishTo(programs []*program, k *known) (time.Duration, error) {
	if !t.edit(programs[0], k) || !t.publish(programs[0], k) {
		return 0, errors.New("an edit could not be published")
	}
	begun := time.Now()
	for _, p := range programs {
		for {
			var ready struct{ Release struct{ Number int } }
			if _, err := p.read("/readyz", &ready); err != nil {
				return 0, err
			}
			if ready.Release.Number == k.release {
				break
			}
			if time.Since(begun) > 20*time.Second {
				return 0, fmt.Errorf("a replica stays at release %d: %s", ready.Release.Number, p.log)
			}
			time.Sleep(2 * time.Millisecond)
		}
	}
	return time.Since(begun), nil
}

// following is told of releases, under load.
func (t *torture) following(programs []*program, k *known, l *load) error {
	var slowest time.Duration
	var during []time.Duration
	for range t.publishes {
		time.Sleep(100 * time.Millisecond)
		l.latencies()
		took, err := t.publishTo(programs, k)
		if err != nil {
			return err
		}
		slowest = max(slowest, took)
		during = append(during, l.latencies()...)
	}
	slices.Sort(during)
	t.within(fmt.Sprintf("3 replicas on a new release, told (slowest of %d)", t.publishes), slowest, time.Second)
	t.within(fmt.Sprintf("p99 of %d sets while publishing and swapping", len(during)), p99(during), 50*time.Millisecond)
	return nil
}

// cutOff ends every connection that listens, as often as it comes back.
func (t *torture) cutOff(programs []*program, k *known, url string) error {
	connection, err := pgx.Connect(t.ctx, url)
	if err != nil {
		return err
	}
	defer connection.Close(t.ctx)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
				_, _ = connection.Exec(t.ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`)
			}
		}
	}()
	var slowest time.Duration
	for range t.cut {
		var took time.Duration
		if took, err = t.publishTo(programs, k); err != nil {
			break
		}
		slowest = max(slowest, took)
	}
	close(done)
	<-ended
	if err == nil {
		t.within(fmt.Sprintf("3 replicas on a new release, LISTEN cut (slowest of %d)", t.cut), slowest, 5*time.Second)
	}
	return err
}

// brokenRelease puts a release into the database that cannot serve. Nobody may serve it, and the next good one must come.
func (t *torture) brokenRelease(programs []*program, k *known, url string) error {
	connection, err := pgx.Connect(t.ctx, url)
	if err != nil {
		return err
	}
	defer connection.Close(t.ctx)
	var content string
	if err := connection.QueryRow(t.ctx, "SELECT content FROM releases WHERE number = $1", k.release).Scan(&content); err != nil {
		return err
	}
	content = strings.Replace(content, `"when":"profile`, `"when":"what is profile`, 1)
	sum := sha256.Sum256([]byte(content))
	if _, err := connection.Exec(t.ctx, "INSERT INTO releases (number, hash, content, note, created_at) VALUES ($1, $2, $3, 'broken', now())",
		k.release+1, "sha256:"+hex.EncodeToString(sum[:]), content); err != nil {
		return err
	}
	if _, err := connection.Exec(t.ctx, "SELECT pg_notify('twoway_releases', $1)", fmt.Sprint(k.release+1)); err != nil {
		return err
	}
	time.Sleep(4 * time.Second)
	for _, p := range programs {
		var ready struct {
			Release struct{ Number int }
			Problem string
		}
		if _, err := p.read("/readyz", &ready); err != nil || ready.Release.Number != k.release || !strings.Contains(ready.Problem, "cannot serve") {
			return fmt.Errorf("with a broken release in the database, %+v is in service, %w", ready, err)
		}
	}
	k.release++
	if _, err := t.publishTo(programs, k); err != nil {
		return fmt.Errorf("after a broken release: %w", err)
	}
	t.count("releases that failed their checks, served by none of", len(programs))
	return nil
}

// twoAdmins replace one rule from the same version on two replicas: one gets 412, and the other's words are there.
func (t *torture) twoAdmins(programs []*program) error {
	for round := range t.rounds {
		_, header, _, err := programs[0].ask(http.MethodGet, ownRule, "", "")
		if err != nil {
			return err
		}
		var statuses [2]int
		var group sync.WaitGroup
		for i := range statuses {
			group.Go(func() {
				statuses[i], _, _, _ = programs[i].ask(http.MethodPut, ownRule, header.Get("ETag"), ruleNamed(1_000_000+2*round+i))
			})
		}
		group.Wait()
		won := slices.Index(statuses[:], http.StatusOK)
		if won < 0 || statuses[1-won] != http.StatusPreconditionFailed {
			return fmt.Errorf("two admins were answered with %v", statuses)
		}
		_, _, answer, err := programs[2].ask(http.MethodGet, ownRule, "", "")
		if err != nil || !bytes.Contains(answer, fmt.Appendf(nil, `"Edit %d"`, 1_000_000+2*round+won)) {
			return fmt.Errorf("admin %d won, and the rule is %s, %w", won, answer, err)
		}
	}
	t.count("two admins on one rule: one 200, one 412, nothing lost", t.rounds)
	return nil
}

// databaseAway stops PostgreSQL for a while. Sets go on; writes get 503 and when to try again; then all is well by itself.
func (t *torture) databaseAway(programs []*program, k *known) error {
	_, header, _, err := programs[0].ask(http.MethodGet, ownRule, "", "")
	if err != nil {
		return err
	}
	t.postgres.Halt()
	refused := 0
	for end := time.Now().Add(t.away); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		p := programs[refused%len(programs)]
		status, got, answer, err := p.ask(http.MethodPut, ownRule, header.Get("ETag"), ruleNamed(7))
		if err != nil || status != http.StatusServiceUnavailable || got.Get("Retry-After") == "" {
			return errors.Join(fmt.Errorf("a write without a database was answered with %d %s: %s %w", status, got.Get("Retry-After"), answer, err), t.postgres.Resume(t.ctx))
		}
		refused++
	}
	if err := t.postgres.Resume(t.ctx); err != nil {
		return err
	}
	t.count(fmt.Sprintf("writes with PostgreSQL stopped for %s: 503 and Retry-After", t.away), refused)
	return t.back(programs, k, "the database back")
}

// back measures how long it takes until an edit can be published again, and all serve it.
func (t *torture) back(programs []*program, k *known, what string) error {
	begun := time.Now()
	for {
		_, err := t.publishTo(programs, k)
		if err == nil {
			break
		}
		if time.Since(begun) > 20*time.Second {
			return fmt.Errorf("%s, and: %w", what, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.within(what+", an edit published and served by all", time.Since(begun), 10*time.Second)
	return nil
}

// databaseHangs has PostgreSQL take connections and answer none. Sets go on; a write gets 503 once it has waited enough.
func (t *torture) databaseHangs(programs []*program, k *known, url string) error {
	if t.hangs == 0 {
		return nil
	}
	_, header, _, err := programs[0].ask(http.MethodGet, ownRule, "", "")
	if err != nil {
		return err
	}
	goOn, err := t.hang(url)
	if err != nil {
		return err
	}
	defer goOn()
	begun := time.Now()
	var failed [3]error
	var group sync.WaitGroup
	for i, p := range programs {
		group.Go(func() {
			status, got, answer, err := p.ask(http.MethodPut, ownRule, header.Get("ETag"), ruleNamed(8))
			if err != nil || status != http.StatusServiceUnavailable || got.Get("Retry-After") == "" {
				failed[i] = fmt.Errorf("a write to a database that hangs was answered with %d: %s %w", status, answer, err)
			}
		})
	}
	group.Wait()
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	t.within("writes with PostgreSQL hanging: 503 and Retry-After", time.Since(begun), 25*time.Second)
	time.Sleep(t.hangs - time.Since(begun))
	for _, p := range programs {
		var ready struct{ Problem string }
		if _, err := p.read("/readyz", &ready); err != nil || ready.Problem == "" {
			return fmt.Errorf("with a database that hangs, nothing is wrong: %w", err)
		}
	}
	goOn()
	return t.back(programs, k, "the database goes on")
}

// hang has PostgreSQL stand still, until goOn is called.
func (t *torture) hang(url string) (goOn func(), err error) {
	connection, err := pgx.Connect(t.ctx, url)
	if err != nil {
		return nil, err
	}
	defer connection.Close(t.ctx)
	var first int
	if err := connection.QueryRow(t.ctx, `SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int`).Scan(&first); err != nil {
		return nil, err
	}
	stopped := []int{first}
	goOn = func() {
		for _, pid := range stopped {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
	}
	if err := syscall.Kill(first, syscall.SIGSTOP); err != nil { // before it starts any more
		return nil, err
	}
	rows, _ := connection.Query(t.ctx, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
	others, err := pgx.CollectRows(rows, pgx.RowTo[int])
	for _, pid := range others {
		stopped = append(stopped, pid)
		err = errors.Join(err, syscall.Kill(pid, syscall.SIGSTOP))
	}
	if err != nil {
		goOn()
	}
	return goOn, err
}

// publishLarge publishes an edit of a large bank.
func (t *torture) publishLarge() error {
	for _, database := range []string{"SQLite", "PostgreSQL"} {
		flags, _, err := t.database(database)
		if err != nil {
			return err
		}
		p, err := t.serve(append([]string{"--bank", t.path("large")}, flags...)...)
		if err != nil {
			return err
		}
		if status, _, answer, err := p.ask(http.MethodPost, "/v1/admin/rules", "", ruleNamed(0)); err != nil || status != http.StatusCreated {
			return fmt.Errorf("create a rule: %d %s %w", status, answer, err)
		}
		var took []time.Duration
		for n := range 5 {
			k := &known{edit: n, release: n + 1}
			if !t.edit(p, k) {
				return errors.New("an edit failed")
			}
			begun := time.Now()
			if !t.publish(p, k) {
				return errors.New("publishing failed")
			}
			took = append(took, time.Since(begun))
		}
		p.kill()
		slices.Sort(took)
		t.within(database+": publish of 10 000 questions × 1 000 rules (median of 5)", took[2], 5*time.Second)
	}
	return nil
}
