// Package resolve normalises and compares text, and resolves free text such as a job title to the IDs of a vocabulary.
// It is pure: the same text and vocabulary always give the same result.
package resolve
