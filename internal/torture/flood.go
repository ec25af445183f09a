package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// flood is how many requests are sent at once.
const flood = 300

// Gates of a flood.
const (
	mostMemory  = 300 // MB
	mostLatency = 50 * time.Millisecond
)

// hostile is a request that costs much.
type hostile struct{ name, path, media, body string }

// hostileRequests returns the most expensive requests of each kind that are known.
func hostileRequests() []hostile {
	set := func(name, with string) hostile {
		return hostile{name, "/v1/question-sets", "application/json", `{"asker":"candidate","minutes":15,` + with + `}`}
	}
	repeat := func(n int, one func(i int) string) string {
		var list []string
		for i := range n {
			list = append(list, one(i))
		}
		return strings.Join(list, ",")
	}
	nonsense := func(i int) string {
		var words []string
		for j := range 25 {
			words = append(words, strconv.FormatInt(int64(1e13)*int64(i+1)+int64(j)*7654321987, 36))
		}
		return `"` + strings.Join(words, " ")[:200] + `"`
	}
	slow := `"minutes":240,"count":20,"seed":77,"stage":"offer","explain":true,"cares":["pay","growth","hours","team","manager","on-call",
		"training","culture","holidays","pension","remote work","workload","bonus","promotion","ethics","diversity","travel","stability"]`
	cases := repeat(50, func(int) string {
		return `{"applies":true,"profile":{"cares":[` + repeat(20, func(i int) string { return fmt.Sprintf(`"care%d"`, i) }) + `]}}`
	})
	return []hostile{
		set("13 000 malformed items", `"exclude":[`+repeat(13000, func(int) string { return `"A"` })+`]`),
		set("nonsense as 20 cares", `"cares":[`+repeat(20, nonsense)+`]`),
		set("6 500 unknown fields", repeat(6500, func(i int) string { return fmt.Sprintf(`"%x":1`, i) })),
		{"a slow set", "/v1/question-sets", "application/json", `{"asker":"candidate",` + slow + `}`},
		{"wordings with many findings", "/v1/wording-checks", "application/json", `{"asker":"interviewer","texts":[` + repeat(31, func(int) string {
			return `{"text":"` + strings.Repeat("How old are you and are you married, or why did you leave? ", 33) + `"}`
		}) + `]}`},
		{"a form with nonsense", "/", "application/x-www-form-urlencoded", "minutes=15&own=" + strings.ReplaceAll(strings.ReplaceAll(repeat(20, nonsense), `"`, ""), " ", "+")},
		{"a rule with 1 000 unknown IDs", "/v1/admin/rules/validate", "application/json", `{"id":"x","asker":"candidate","name":"x",
			"effect":{"kind":"boost","points":3},"because":"x","cases":[` + cases + `]}`},
	}
}

// testFloods sends each hostile request flood times at once. Every request must be answered, and a refusal must say when to
// retry. Meanwhile it measures the memory of the program, and the latency of /healthz as the median of the worst latencies of
// a few rounds, since one moment in which the machine is busy must not decide. The same is measured at an idle program next to
// it: if even that is slow, the machine is too busy for the gate.
func (t *torture) testFloods() error {
	flags, _, err := t.newDatabase("SQLite")
	if err != nil {
		return err
	}
	p, err := t.serve(flags...)
	if err != nil {
		return err
	}
	defer p.kill()
	if flags, _, err = t.newDatabase("SQLite"); err != nil {
		return err
	}
	idle, err := t.serve(flags...)
	if err != nil {
		return err
	}
	defer idle.kill()
	for _, h := range hostileRequests() {
		var worst, idlest []time.Duration
		var memory, served, refused int
		for range t.floods {
			latencies, err := t.measureLatency([]*program{p, idle}, func() error {
				ok, busy, err := p.flood(h)
				served, refused = served+ok, refused+busy
				return err
			})
			if err != nil {
				return fmt.Errorf("flood with %s: %w", h.name, err)
			}
			worst, idlest = append(worst, latencies[0]), append(idlest, latencies[1])
			peak, err := p.peakMemory()
			if err != nil {
				return err
			}
			memory = max(memory, peak)
		}
		slices.Sort(worst)
		slices.Sort(idlest)
		what := fmt.Sprintf("%d × %s, %d done, %d refused", flood, h.name, served/t.floods, refused/t.floods)
		t.printTime(what+": /healthz", worst[len(worst)/2], mostLatency)
		if middle := idlest[len(idlest)/2]; middle > mostLatency {
			t.missed = true
			fmt.Printf("  the machine is too busy to measure this: /healthz of an idle program takes %s\n", middle.Round(time.Millisecond))
		}
		t.printMemory(what+": memory", memory)
	}
	return nil
}

// flood sends a request many times at once, each on a connection of its own. It returns how many were answered and refused,
// or an error if one was neither.
func (p *program) flood(h hostile) (served, refused int, err error) {
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	statuses, errs := make([]int, flood), make([]error, flood)
	var group sync.WaitGroup
	for i := range flood {
		group.Go(func() { statuses[i], errs[i] = p.send(client, h) })
	}
	group.Wait()
	for i, status := range statuses {
		switch {
		case errs[i] != nil:
			return 0, 0, fmt.Errorf("request %d of %d: %w", i, flood, errs[i])
		case status == http.StatusServiceUnavailable:
			refused++
		case status < http.StatusInternalServerError:
			served++
		default:
			return 0, 0, fmt.Errorf("request %d of %d: status %d", i, flood, status)
		}
	}
	if served == 0 {
		return 0, 0, fmt.Errorf("all %d requests were refused", flood)
	}
	return served, refused, nil
}

// send sends a request and reads the answer. A refusal without Retry-After is an error.
func (p *program) send(client *http.Client, h hostile) (status int, err error) {
	r, err := http.NewRequestWithContext(p.ctx, http.MethodPost, p.base+h.path, strings.NewReader(h.body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", h.media)
	r.Header.Set("Authorization", "Bearer "+adminToken)
	answer, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return 0, err
	}
	if answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") == "" {
		return 0, errors.New("a refusal without Retry-After")
	}
	return answer.StatusCode, nil
}

// measureLatency returns the worst latency of /healthz of each program during an action. Other processes measure it, which do
// nothing else and have a higher priority where that is allowed: they measure the programs, and not this one, which is busy with
// the flood.
func (t *torture) measureLatency(programs []*program, action func() error) ([]time.Duration, error) {
	var probes []*probe
	for _, p := range programs {
		started, err := t.startProbe(p.base + "/healthz")
		if err != nil {
			return nil, err
		}
		probes = append(probes, started)
	}
	time.Sleep(300 * time.Millisecond) // they are measuring now
	err := action()
	var latencies []time.Duration
	for _, one := range probes {
		latency, failed := one.end()
		latencies, err = append(latencies, latency), errors.Join(err, failed)
	}
	return latencies, err
}

// probe is a process that measures the latency of a URL.
type probe struct {
	cmd *exec.Cmd
	in  io.Closer
	out bytes.Buffer
}

func (t *torture) startProbe(url string) (*probe, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &probe{cmd: exec.CommandContext(t.ctx, self, "-probe", url)} //nolint:gosec // this program itself
	p.cmd.Stdout, p.cmd.Stderr = &p.out, os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return p, p.cmd.Start()
}

// end ends the probe and returns the worst latency.
func (p *probe) end() (time.Duration, error) {
	_ = p.in.Close()
	if err := p.cmd.Wait(); err != nil {
		return 0, fmt.Errorf("measure the latency of /healthz: %w", err)
	}
	return time.ParseDuration(strings.TrimSpace(p.out.String()))
}

// probeLatency requests a URL every few milliseconds until the standard input ends, and prints the worst latency.
func probeLatency(url string) error {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, -10) // only root may
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	var worst time.Duration
	for {
		start := time.Now()
		answer, err := http.Get(url) //nolint:gosec,noctx // the program under test
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		worst = max(worst, time.Since(start))
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", answer.StatusCode)
		}
		select {
		case <-ended:
			fmt.Println(worst)
			return nil
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// peakMemory returns the most memory that the program has used, in MB.
func (p *program) peakMemory() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		if m := regexp.MustCompile(`^VmHWM:\s+(\d+) kB`).FindStringSubmatch(lines.Text()); m != nil {
			kilobytes, err := strconv.Atoi(m[1])
			return kilobytes / 1000, err
		}
	}
	return 0, fmt.Errorf("no VmHWM in %s", status)
}

// printMemory prints measured memory and whether it is within its gate.
func (t *torture) printMemory(check string, megabytes int) {
	result := "met"
	if megabytes >= mostMemory {
		result, t.missed = "MISSED", true
	}
	fmt.Printf("%-74s %7d MB %7s MB  %s\n", check, megabytes, fmt.Sprintf("< %d", mostMemory), result)
}
