package synth

import (
	"twoway/bank"
	"twoway/seed"
)

// Write puts a bank into a folder, in the form that package seed reads. The folder is made if need be; it must be empty.
func Write(dir string, c bank.Content) error { return seed.Export(dir, seed.YAML, c) }
