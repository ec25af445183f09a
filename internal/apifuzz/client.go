package apifuzz

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

// patience is how long a client waits for an answer.
const patience = 40 * time.Second

// answer is a response.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// client sends requests over one connection at a time, which it opens again when the server has closed it. It writes the bytes
// itself, since net/http's client refuses to send broken requests.
type client struct {
	host string
	conn net.Conn
	in   *bufio.Reader
}

func (c *client) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// mostBusy is how often a request is sent again, after a pause, that was not done because the program was busy: on a busy machine, several
// clients at once may wait longer than the program lets anybody wait.
const mostBusy = 8

// send sends a request and returns its answer. It sends it again while the program says that it is busy, as that asks for.
func (c *client) send(ctx context.Context, r *request) (a answer, err error) {
	for range mostBusy {
		a, err = c.sendOnce(ctx, r)
		if err != nil || a.status != http.StatusServiceUnavailable || !bytes.Contains(a.body, []byte(`"code":"busy"`)) {
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	return a, err
}

// sendOnce sends a request and returns its answer. If an open connection turns out to be closed, it tries a new one.
func (c *client) sendOnce(ctx context.Context, r *request) (answer, error) {
	reused := c.conn != nil
	a, err := c.try(ctx, r)
	if err != nil && reused {
		a, err = c.try(ctx, r)
	}
	return a, err
}

func (c *client) try(ctx context.Context, r *request) (a answer, err error) {
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	if c.conn == nil {
		if c.conn, err = (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", c.host); err != nil {
			return answer{}, err
		}
		c.in = bufio.NewReader(c.conn)
	}
	if err = c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return answer{}, err
	}
	conn := c.conn
	var writing sync.WaitGroup
	writing.Go(func() { write(conn, r) }) // the server may answer before it has read everything
	a, closing, err := c.read(r.method)
	if err != nil || closing || r.cut > 0 {
		c.close()
	}
	writing.Wait()
	return a, err
}

// write sends a request. If it cannot send all of it, the answer says why, or there is none.
func write(conn net.Conn, r *request) {
	_, err := conn.Write(r.wire(conn.RemoteAddr().String()))
	if half, ok := conn.(*net.TCPConn); ok && r.cut > 0 && err == nil {
		_ = half.CloseWrite()
	}
}

// read reads one answer.
func (c *client) read(method string) (a answer, closing bool, err error) {
	response, err := http.ReadResponse(c.in, &http.Request{Method: method})
	if err != nil {
		return answer{}, false, fmt.Errorf("no answer: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, false, fmt.Errorf("half an answer: %w", err)
	}
	if body, err = decompressed(response.Header.Get("Content-Encoding"), body); err != nil {
		return answer{}, false, fmt.Errorf("a body that cannot be decompressed: %w", err)
	}
	closing = response.Close || strings.EqualFold(response.Header.Get("Connection"), "close")
	return answer{response.StatusCode, response.Header, body}, closing, nil
}

// decompressed returns a body without its encoding. That of an answer to HEAD is empty.
func decompressed(encoding string, body []byte) ([]byte, error) {
	switch {
	case len(body) == 0:
	case encoding == "br":
		return io.ReadAll(brotli.NewReader(bytes.NewReader(body)))
	case encoding == "gzip":
		plain, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(plain)
	}
	return body, nil
}
