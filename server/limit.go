package server

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"

	"twoway/bank"
)

// Bounds of the requests that wait.
const (
	// A short time: who waits longer has usually left, or retries, and the work would be for nobody. On two processors, half a dozen large
	// agendas that nobody has asked for before take more than a second, one after the other.
	maxWait = 2 * time.Second
	// This bounds the memory of those who wait: each has a connection and a body, together about 100 KB.
	maxWaiting = 256
	// How much of a body is read before a request may start: a little more than any handler accepts, so that
	// the handler sees that it is too much.
	maxRead = 64<<10 + 1
)

// Limits bound the work that is done at the same time. Its lanes do not wait for each other.
type Limits struct {
	// Computing is for operations that only compute. They leave one of the threads that run Go code (GOMAXPROCS) to everything else:
	// /healthz, reading and sending. While all compute, the runtime looks for new requests only every ten milliseconds.
	Computing *Lane
	// Replaying is for links to sets, whose release may have to be read from a database, and for what anybody may write to one, or has saved there. If that
	// does not answer, only they wait.
	Replaying *Lane
	// Checking is for checks of what admins are writing. They compute as much as they use the database, so they also leave one
	// thread to everything else, but do not make those wait who ask for sets if the database does not answer.
	Checking *Lane
	// Secured is for the other operations of admins, all of which use the database.
	Secured *Lane
	// Entering is for logging in, which takes long on purpose: it must not make those wait who are logged in.
	Entering *Lane
}

// NewLimits returns limits for the threads that run Go code.
func NewLimits() *Limits {
	threads := runtime.GOMAXPROCS(0)
	withDatabase := max(4, 2*threads) // some of them wait for it while others compute
	computing := max(1, threads-1)
	return &Limits{Computing: newLane(computing), Replaying: newLane(withDatabase), Checking: newLane(computing), Secured: newLane(withDatabase), Entering: newLane(withDatabase)}
}

// Lane lets a number of requests run, and a number of others wait for a short time.
type Lane struct {
	running *semaphore.Weighted
	waiting atomic.Int64
}

func newLane(size int) *Lane { return &Lane{running: semaphore.NewWeighted(int64(size))} }

// enter waits until a request may run. The caller must call leave unless there is an error: one with code busy if the queue
// is full or does not move, or that of ctx.
func (l *Lane) enter(ctx context.Context) error {
	if l.running.TryAcquire(1) {
		return nil
	}
	defer l.waiting.Add(-1)
	if l.waiting.Add(1) > maxWaiting {
		return errBusy()
	}
	wait, done := context.WithTimeout(ctx, maxWait)
	defer done()
	if l.running.Acquire(wait, 1) == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errBusy()
}

// Run calls work in the lane, as soon as there is a place. The errors are those of enter. Without a lane, it calls work at once.
func (l *Lane) Run(ctx context.Context, work func()) error {
	if l == nil {
		work()
		return nil
	}
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer l.leave()
	work()
	return nil
}

func (l *Lane) leave() { l.running.Release(1) }

func errBusy() error {
	return &bank.Error{Code: CodeBusy, Message: "There are too many requests at the moment. Please try again in a few seconds."}
}

// Limited returns a middleware that lets a request run in a lane: it reads the body first and sends the answer
// afterwards, so that slow clients hold no place in the lane. LaneOf returns nil for requests that are never refused. A
// refused request is answered by fail, with an error of code busy.
func Limited(laneOf func(*gin.Context) *Lane, fail func(*gin.Context, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		lane := laneOf(c)
		if lane == nil {
			return
		}
		if !bufferBody(c.Request) {
			return // the handler says that the body is incomplete, which needs no lane, and is an answer even if the client has left
		}
		if err := lane.enter(c.Request.Context()); err != nil {
			fail(c, err)
			c.Abort()
			return
		}
		answer := run(c, lane)
		answer.Send(answer.Body())
	}
}

// run calls the next handlers and returns their answer. The lane is left also if they panic.
func run(c *gin.Context, lane *Lane) *BufferedAnswer {
	defer lane.leave()
	return Buffered(c)
}

// bufferBody reads the body of a request. The request gets a body that is read from memory, up to where it failed, which it reports
// as false, or was too large.
func bufferBody(r *http.Request) (whole bool) {
	if r.Body == nil || r.Body == http.NoBody {
		return true
	}
	body, rest := r.Body, io.Reader(nil)
	text := bytes.NewBuffer(make([]byte, 0, max(bytes.MinRead, min(r.ContentLength+bytes.MinRead, maxRead+bytes.MinRead))))
	if _, err := text.ReadFrom(io.LimitReader(yielding{body}, maxRead)); err != nil {
		rest = failing{err}
	} else if text.Len() == maxRead {
		rest = body
	}
	var all io.Reader = text
	if rest != nil {
		all = io.MultiReader(all, rest)
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{all, body}
	_, failed := rest.(failing)
	return !failed
}

// yielding is a reader that reads a little at a time and lets other goroutines run in between, so that short requests do not
// wait until hundreds of large bodies are read.
type yielding struct{ io.Reader }

func (y yielding) Read(p []byte) (int, error) {
	n, err := y.Reader.Read(p[:min(len(p), 8<<10)])
	runtime.Gosched()
	return n, err
}

// failing is a reader that always fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// BufferedAnswer is an answer that is stored until it is sent. Its header is that of the writer to which it is sent.
type BufferedAnswer struct {
	gin.ResponseWriter

	status int // 0 before it is set
	body   bytes.Buffer
}

// Buffered calls the next handlers and returns their answer, which the caller sends. A panic passes through, and can be answered.
func Buffered(c *gin.Context) *BufferedAnswer {
	a := &BufferedAnswer{ResponseWriter: c.Writer}
	c.Writer = a
	defer func() { c.Writer = a.ResponseWriter }()
	c.Next()
	return a
}

// WriteHeader implements gin.ResponseWriter.
func (a *BufferedAnswer) WriteHeader(status int) {
	if status > 0 && a.body.Len() == 0 {
		a.status = status
	}
}

// WriteHeaderNow implements gin.ResponseWriter.
func (a *BufferedAnswer) WriteHeaderNow() {
	if a.status == 0 {
		a.status = http.StatusOK
	}
}

// Write implements gin.ResponseWriter.
func (a *BufferedAnswer) Write(p []byte) (int, error) {
	a.WriteHeaderNow()
	return a.body.Write(p)
}

// WriteString implements gin.ResponseWriter.
func (a *BufferedAnswer) WriteString(s string) (int, error) {
	a.WriteHeaderNow()
	return a.body.WriteString(s)
}

// Status implements gin.ResponseWriter.
func (a *BufferedAnswer) Status() int {
	if a.status == 0 {
		return a.ResponseWriter.Status()
	}
	return a.status
}

// Size implements gin.ResponseWriter.
func (a *BufferedAnswer) Size() int { return a.body.Len() }

// Written implements gin.ResponseWriter.
func (a *BufferedAnswer) Written() bool { return a.status != 0 }

// Flush does nothing: the answer is sent as a whole.
func (a *BufferedAnswer) Flush() {}

// Body returns the body as it is so far.
func (a *BufferedAnswer) Body() []byte { return a.body.Bytes() }

// Send sends the answer, if there is one, with a body, which may be another one than that which was written.
func (a *BufferedAnswer) Send(body []byte) {
	if a.status == 0 {
		return
	}
	a.ResponseWriter.WriteHeader(a.status)
	if len(body) > 0 {
		_, _ = a.ResponseWriter.Write(body) // if this fails, the client has left
	}
}
