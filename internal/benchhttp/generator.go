package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// connections is how many clients send requests at the same time, each over one connection that it keeps.
const connections = 32

// picker returns the index of the n-th request of a connection.
type picker func(connection, n int) int

// load is requests, as they go over the wire, and the order in which they are sent.
type load struct {
	requests [][]byte
	pick     picker
}

// newLoad returns the requests with these bodies for a path.
func newLoad(path string, bodies []string, pick picker) load {
	l := load{pick: pick}
	for _, body := range bodies {
		l.requests = append(l.requests, fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, len(body), body))
	}
	return l
}

// measured is what one run measured. Bytes is the mean size of an answer's body.
type measured struct {
	perSecond float64
	p50, p99  time.Duration
	requests  int
	refused   int // with 503; they are not among the requests
	bytes     int
}

// run sends the requests of a load to an address for a duration. With rate 0, each connection sends a request as soon as the answer
// to the one before it is there. Otherwise requests are due at this rate, in requests a second, and a latency counts from when the
// request was due, unless its connection was idle then: a server that falls behind cannot hide it.
func run(address string, l load, duration time.Duration, rate float64) (measured, error) {
	var (
		group          sync.WaitGroup
		lists          [connections][]time.Duration
		sizes, refused [connections]int
		errs           [connections]error
		start          = time.Now()
	)
	for i := range connections {
		group.Go(func() {
			c, err := dial(address)
			if err != nil {
				errs[i] = err
				return
			}
			defer func() { _ = c.conn.Close() }()
			lists[i], sizes[i], refused[i], errs[i] = c.repeat(l, i, start, duration, rate)
		})
	}
	group.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return measured{}, err
	}
	took := time.Since(start)
	var all []time.Duration
	m := measured{}
	for i, list := range lists {
		all = append(all, list...)
		m.bytes += sizes[i]
		m.refused += refused[i]
	}
	if len(all) == 0 {
		return measured{}, errors.New("no request was answered")
	}
	slices.Sort(all)
	m.requests, m.bytes = len(all), m.bytes/len(all)
	m.perSecond = float64(len(all)) / took.Seconds()
	m.p50, m.p99 = all[len(all)/2], all[len(all)*99/100]
	return m, nil
}

// client is one connection.
type client struct {
	conn   net.Conn
	reader *bufio.Reader
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address) //nolint:noctx // to this machine
	if err != nil {
		return nil, err
	}
	return &client{conn, bufio.NewReaderSize(conn, 64<<10)}, nil
}

// repeat sends requests until the duration has passed, and returns the latencies and the bytes received.
func (c *client) repeat(l load, connection int, start time.Time, duration time.Duration, rate float64) (latencies []time.Duration, size, refused int, err error) {
	interval := time.Duration(0)
	if rate > 0 {
		interval = time.Duration(float64(connections) / rate * float64(time.Second))
	}
	first := start.Add(interval * time.Duration(connection) / connections)
	for n := 0; ; n++ {
		from := time.Now()
		if rate > 0 {
			due := first.Add(interval * time.Duration(n))
			if wait := due.Sub(from); wait > 0 {
				time.Sleep(wait)
				from = time.Now()
			} else {
				from = due
			}
		}
		if time.Since(start) >= duration {
			return latencies, size, refused, nil
		}
		got, err := c.ask(l.requests[l.pick(connection, n)])
		if err != nil {
			return nil, 0, 0, err
		}
		if got == busy {
			refused++
			continue
		}
		size += got
		latencies = append(latencies, time.Since(from))
	}
}

// busy is the size of an answer that says that the server is busy.
const busy = -1

// ask sends one request and reads the answer, which must have status 200, or 503 if the server is busy. It returns the size of the
// answer's body, or busy.
func (c *client) ask(request []byte) (size int, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, err
	}
	line, err := c.reader.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	status := string(line[:min(len(line), len("HTTP/1.1 200"))])
	size, isChunked, err := c.readHeader()
	switch {
	case err != nil:
	case isChunked:
		size, err = c.discardChunks()
	case status == "HTTP/1.1 200":
		_, err = c.reader.Discard(size)
	case status == "HTTP/1.1 503":
		_, err = c.reader.Discard(size)
		size = busy
	default:
		text := make([]byte, size)
		_, _ = io.ReadFull(c.reader, text)
		err = fmt.Errorf("%s: %s for %s", status, text, request)
	}
	return size, err
}

// readHeader reads the header of an answer, and returns the length of its body, or that it comes in chunks.
func (c *client) readHeader() (size int, isChunked bool, err error) {
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return 0, false, err
		}
		name, value, found := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(": "))
		switch {
		case !found:
			return size, isChunked, nil
		case bytes.EqualFold(name, []byte("Content-Length")):
			if size, err = strconv.Atoi(string(value)); err != nil {
				return 0, false, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			isChunked = true
		}
	}
}

// discardChunks reads a body in chunks and returns its size.
func (c *client) discardChunks() (size int, err error) {
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return 0, err
		}
		if _, err := c.reader.Discard(int(n) + len("\r\n")); err != nil {
			return 0, err
		}
		if n == 0 {
			return size, nil
		}
		size += int(n)
	}
}
