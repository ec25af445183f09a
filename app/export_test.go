package app

// Unexported functions that tests call.
var (
	Listen         = listen
	ListenAndServe = listenAndServe
	Underlined     = underlined
	PrintError     = printError
	ExitStatus     = exitStatus
)

// ReportLine is an object of the lint's JSON Lines report.
type ReportLine = reportLine

// MaxLineLength is the length of the longest line that the lint reads, in bytes.
const MaxLineLength = maxLineLength
