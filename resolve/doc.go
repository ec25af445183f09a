// Package resolve understands what people type: it normalises text, compares it, and resolves free text to the ids of a
// vocabulary. It is pure: the same text and vocabulary give the same answer everywhere.
package resolve
