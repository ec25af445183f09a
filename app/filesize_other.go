//go:build !unix

package app

// ignoreFileSizeLimit does nothing: this system has no such limit.
func ignoreFileSizeLimit() {}
