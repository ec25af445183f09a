// Twoway serves questions that make a job interview a conversation between equals: a web form, a JSON API, and the same
// answers on the command line. See README.md.
package main

import (
	_ "embed"
	"os"

	"twoway/app"
)

//go:embed openapi.yaml
var contract []byte

func main() { os.Exit(app.Main(contract)) }
