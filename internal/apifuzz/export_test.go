package apifuzz

import (
	"context"
	"net/http"
)

// Answer is an answer to a GET request or, if a body was sent, to a POST request.
type Answer struct {
	Path, Sent string
	Status     int
	Header     http.Header
	Body       string
}

// Judge returns the classes of the faults of an answer.
func Judge(ctx context.Context, document []byte, of Answer) ([]string, error) {
	k, err := readContract(ctx, document)
	if err != nil {
		return nil, err
	}
	p := &probe{request: request{method: "GET", path: of.Path}}
	if of.Sent != "" {
		p.method, p.body = "POST", []byte(of.Sent)
	}
	p.op, _ = k.find(p.method, of.Path)
	p.broken = []string{"by the test"}
	var classes []string
	for _, f := range k.judge(p, answer{of.Status, of.Header, []byte(of.Body)}).faults {
		classes = append(classes, f.class)
	}
	return classes, nil
}
