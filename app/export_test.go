package app

// Listen and ListenAndServe are what the tests of serving need.
var (
	Listen         = listen
	ListenAndServe = listenAndServe
	Marked         = marked
)

// CheckLine is a line of the lint's JSON Lines report.
type CheckLine = checkLine

// LongestLine is the size of the longest line that the lint reads, in bytes.
const LongestLine = longestLine
