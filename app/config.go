package app

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
)

// Config is what the program is told: by arguments or, where an argument is not given, by the environment variable
// named TWOWAY_ and the flag in capitals. An empty variable counts as none. This file is the only reader of the
// environment.
type Config struct {
	Serve   Serve        `cmd:"" default:"withargs" help:"Serve the form and the API (the default)."`
	Migrate Migrate      `cmd:"" help:"Bring the database's schema up to date, and publish the bank, without serving."`
	Select  Select       `cmd:"" help:"Read a request as JSON from standard input and write its question set, or agenda, to standard output."`
	Lint    Lint         `cmd:"" help:"Check how questions are worded: pointed, courteous, and fair to ask."`
	Bank    BankGroup    `cmd:"" help:"Work on a bank of questions and rules."`
	Release ReleaseGroup `cmd:"" help:"Work on the releases of a database: list, compare, publish, roll back."`
	Backup  Backup       `cmd:"" help:"Write the embedded database to a file, also while it is served from."`
	Restore Restore      `cmd:"" help:"Bring the embedded database back from a file, also while it is served from."`
	Synth   Synth        `cmd:"" help:"Write a bank of any size that says nothing, for measuring."`
	Version Version      `cmd:"" help:"Print the version of the program and of its engine."`

	ShowVersion kong.VersionFlag `name:"version" help:"Print the version of the program and of its engine, and exit."`
}

// Storage says where releases are kept.
type Storage struct {
	DataDir     string `default:"./data" placeholder:"DIR" help:"Folder of the embedded database; made if need be (TWOWAY_DATA_DIR)."`
	DatabaseURL string `placeholder:"URL" help:"Use PostgreSQL instead: postgres://user:password@host/database (TWOWAY_DATABASE_URL)."`
}

// Source says which bank is meant.
type Source struct {
	Bank string `placeholder:"DIR" help:"Folder of a bank in YAML, instead of the one that comes with the program (TWOWAY_BANK)."`
}

// Serve is the command that serves.
type Serve struct {
	Storage
	Source
	Secrets
	Dev    bool   `hidden:"" help:"Read the templates and styles of the pages from the sources at each request (TWOWAY_DEV)."`
	Listen string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (TWOWAY_LISTEN)."`
}

// Secrets are read from the environment alone: arguments can be seen by everybody on the machine.
type Secrets struct {
	AdminToken  string `hidden:"" help:"Opens the admin API to those who send it (TWOWAY_ADMIN_TOKEN)."`
	TokenSecret string `hidden:"" help:"Authenticates links and tokens; without it, the database keeps one (TWOWAY_TOKEN_SECRET)."`
}

// Bounds of secrets, in characters.
const fewestSecret = 16

// Validate refuses secrets that can be guessed.
func (s Secrets) Validate() error {
	for name, secret := range map[string]string{"TWOWAY_ADMIN_TOKEN": s.AdminToken, "TWOWAY_TOKEN_SECRET": s.TokenSecret} {
		if secret != "" && len(secret) < fewestSecret {
			return fmt.Errorf("%s must have %d characters at least; make one with: openssl rand -hex 32", name, fewestSecret)
		}
	}
	return nil
}

// Migrate is the command that prepares a database.
type Migrate struct {
	Storage
	Source
}

// Select is the command that answers one request.
type Select struct {
	Source
	TokenSecret string `hidden:"" help:"Authenticates tokens: those of a server have the same secret (TWOWAY_TOKEN_SECRET)."`
	Agenda      bool   `help:"Plan a meeting for both sides instead: an agenda in which minutes are the whole time."`
}

// Lint is the command that checks wording.
type Lint struct {
	Asker        string   `default:"candidate" enum:"candidate,interviewer" help:"Whose questions they are: candidate or interviewer."`
	Jurisdiction string   `default:"strict" enum:"strict,us,us-ca,eu,uk" help:"Whose law an interviewer's question is held against: strict, us, us-ca, eu or uk."`
	Format       string   `default:"text" enum:"text,jsonl" help:"A report for people (text), or one JSON object a line (jsonl)."`
	Files        []string `arg:"" optional:"" name:"file" help:"Files with a question a line, or an object {\"id\", \"text\"} a line; - is standard input, as is none."`
}

// BankGroup holds the commands about a bank.
type BankGroup struct {
	Check  BankCheck  `cmd:"" help:"Check that a bank holds together, every file, reference, rule and case, and how its questions are worded."`
	Stats  BankStats  `cmd:"" help:"Count what a bank holds: by side, topic, care and stage, aspect, seniority and competency; pairs, rules and waivers."`
	Export BankExport `cmd:"" help:"Write the whole bank of a database, its drafts or a release, as YAML, JSON Lines or CSV."`
	Import BankImport `cmd:"" help:"Compare a whole bank with the drafts of a database and, if told to, make the drafts that."`
}

// BankExport is the command that writes a whole bank.
type BankExport struct {
	Storage
	Format  string `default:"yaml" enum:"yaml,jsonl,csv" help:"yaml (a folder, as in the sources), jsonl (a file, a thing a line) or csv (a folder, for spreadsheets)."`
	Release int    `placeholder:"N" help:"Of which release; without it, the drafts."`
	Path    string `arg:"" help:"Where to write; nothing is overwritten."`
}

// BankImport is the command that reads a whole bank.
type BankImport struct {
	Storage
	Write bool   `help:"Do it. Without this, only what would change is printed."`
	Path  string `arg:"" help:"A folder of YAML or CSV files, or a file of JSON Lines."`
}

// ReleaseGroup holds the commands about releases.
type ReleaseGroup struct {
	List     ReleaseList     `cmd:"" help:"List the releases, the newest first."`
	Show     ReleaseShow     `cmd:"" help:"Show what is known of a release, what its checks found among it."`
	Diff     ReleaseDiff     `cmd:"" help:"Compare two releases, or a release and the drafts, field by field."`
	Publish  ReleasePublish  `cmd:"" help:"Check the drafts and publish them as the next release."`
	Rollback ReleaseRollback `cmd:"" help:"Publish an older release again, under a new number."`
}

// ReleaseList is the command that lists releases.
type ReleaseList struct{ Storage }

// ReleaseShow is the command that shows a release.
type ReleaseShow struct {
	Storage
	Number int `arg:"" help:"Number of the release."`
}

// ReleaseDiff is the command that compares.
type ReleaseDiff struct {
	Storage
	From string `arg:"" help:"Number of a release, or draft."`
	To   string `arg:"" default:"draft" help:"Number of a release, or draft."`
}

// ReleasePublish is the command that publishes.
type ReleasePublish struct {
	Storage
	Note  string `required:"" help:"What is new, and why."`
	Check bool   `help:"Check alone, and publish nothing."`
}

// ReleaseRollback is the command that rolls back.
type ReleaseRollback struct {
	Storage
	Note   string `help:"Why; shown in the list of releases."`
	Number int    `arg:"" help:"Number of the release to bring back."`
}

// Backup is the command that backs up.
type Backup struct {
	Storage
	File string `arg:"" help:"Where to write; it must not exist yet."`
}

// Restore is the command that restores.
type Restore struct {
	Storage
	File string `arg:"" help:"A backup."`
}

// BankCheck is the command that checks a bank.
type BankCheck struct{ Source }

// BankStats is the command that counts what a bank holds.
type BankStats struct {
	Source
	Coverage bool `help:"Choose a set for every trade, seniority, stage and single care instead, and say what falls short."`
}

// Synth is the command that makes a synthetic bank.
type Synth struct {
	Questions int    `default:"1000" placeholder:"N" help:"How many questions."`
	Rules     int    `default:"200" placeholder:"N" help:"How many rules."`
	Seed      uint64 `default:"1" placeholder:"N" help:"The same numbers give the same bank."`
	Out       string `required:"" placeholder:"DIR" help:"Folder to write it to; made if need be."`
}

// Validate refuses sizes that no bank has.
func (s Synth) Validate() error {
	const most = 1_000_000
	if s.Questions < 0 || s.Rules < 0 || s.Questions > most || s.Rules > most {
		return fmt.Errorf("--questions and --rules are from 0 to %d", most)
	}
	return nil
}

// Version is the command that prints versions.
type Version struct{}

// Help is shown below the flags of the command.
func (Serve) Help() string {
	return `Examples:

    twoway
    twoway --listen 127.0.0.1:9000 --data-dir /var/lib/twoway
    TWOWAY_DATABASE_URL=postgres://twoway@db/twoway twoway serve --listen :8080`
}

// Help is shown below the flags of the command.
func (Migrate) Help() string {
	return `Examples:

    twoway migrate
    twoway migrate --database-url postgres://twoway@db/twoway`
}

// Help is shown below the flags of the command.
func (Select) Help() string {
	return `Nothing is written anywhere but to standard output.

Examples:

    echo '{"asker":"candidate","role":"nurse","cares":["staffing"],"minutes":15}' | twoway select
    echo '{"asker":"interviewer","role":"charge nurse","stage":"panel","minutes":40}' | twoway select --bank ./my-bank
    echo '{"role":"charge nurse","stage":"panel","cares":["staffing"],"minutes":60}' | twoway select --agenda`
}

// Help is shown below the flags of the command.
func (Lint) Help() string {
	return `The program ends with status 1 if anything is rejected. Blank lines are skipped.

Examples:

    echo 'Why did you let so many people go?' | twoway lint
    twoway lint --asker interviewer --jurisdiction uk --format jsonl questions.txt`
}

// Help is shown below the flags of the command.
func (BankCheck) Help() string {
	return `Faults are listed with file and line, and the program ends with status 1.

Examples:

    twoway bank check
    twoway bank check --bank ./my-bank`
}

// Help is shown below the flags of the command.
func (BankStats) Help() string {
	return `Only what is ready is counted.

Examples:

    twoway bank stats
    twoway bank stats --bank ./my-bank
    twoway bank stats --coverage`
}

// Help is shown below the flags of the command.
func (BankExport) Help() string {
	return `Examples:

    twoway bank export ./my-bank
    twoway bank export --format csv --release 3 ./spreadsheets
    twoway bank export --format jsonl bank.jsonl --database-url postgres://twoway@db/twoway`
}

// Help is shown below the flags of the command.
func (BankImport) Help() string {
	return `What the bank holds is created or replaced; what it does not hold is retired. It is all or nothing. Only the drafts change:
publish them when you have looked at them.

Examples:

    twoway bank import ./my-bank
    twoway bank import --write ./spreadsheets
    twoway release publish --note "The spring review"`
}

// Help is shown below the flags of the command.
func (ReleaseDiff) Help() string {
	return `Examples:

    twoway release diff 3        (what publishing the drafts would change in release 3)
    twoway release diff 2 3`
}

// Help is shown below the flags of the command.
func (ReleasePublish) Help() string {
	return `If any check fails, nothing is published, and everything that fails is listed.

Examples:

    twoway release publish --note "Ask about the rota sooner"
    twoway release publish --check --note ""`
}

// Help is shown below the flags of the command.
func (Backup) Help() string {
	return `For PostgreSQL use pg_dump; docs/running.md tells how.

Examples:

    twoway backup /var/backups/twoway-monday.db
    twoway backup --data-dir /var/lib/twoway backup.db`
}

// Help is shown below the flags of the command.
func (Restore) Help() string {
	return `What the database holds is replaced in one step; programs that serve from it go on, and follow.

Examples:

    twoway restore /var/backups/twoway-monday.db`
}

// Help is shown below the flags of the command.
func (Synth) Help() string {
	return `Whatever reads a bank reads it with --bank.

Examples:

    twoway synth --out /tmp/large --questions 10000 --rules 1000
    twoway serve --bank /tmp/large --data-dir /tmp/large-data`
}

// Help is shown below the flags of the command.
func (Version) Help() string {
	return `Examples:

    twoway version`
}

// Validate refuses what can be seen to be wrong before anything is opened.
func (s Storage) Validate() error {
	if s.DatabaseURL != "" && !strings.HasPrefix(s.DatabaseURL, "postgres://") && !strings.HasPrefix(s.DatabaseURL, "postgresql://") {
		return fmt.Errorf("--database-url starts with postgres:// (without it, an embedded database is kept in --data-dir)")
	}
	return nil
}

// url is the database, as package store reads it.
func (s Storage) url() string {
	if s.DatabaseURL != "" {
		return s.DatabaseURL
	}
	return "sqlite:" + s.file()
}

func (s Storage) file() string { return filepath.Join(s.DataDir, "twoway.db") }

// where is the database, for people.
func (s Storage) where() string {
	if s.DatabaseURL != "" {
		return "PostgreSQL"
	}
	return s.file()
}

const description = "Twoway serves questions that make a job interview a conversation between equals."

// parse reads arguments and environment. When only help was asked for, which it prints, command is nil.
func parse(args []string, getenv func(string) string, t Terminal) (command *kong.Context, err error) {
	helped := false
	parser, err := kong.New(&Config{},
		kong.Name("twoway"), kong.Description(description), kong.Writers(t.Out, t.Err),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Resolvers(environment(getenv)), kong.Vars{"version": versions()},
	)
	if err != nil {
		return nil, err
	}
	command, err = parser.Parse(args)
	if helped {
		return nil, nil //nolint:nilnil // neither a command nor a failure
	}
	if err != nil {
		return nil, fmt.Errorf("%w (see twoway --help)", err)
	}
	return command, nil
}

// environment finds the values of flags that no argument gave.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := "TWOWAY_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if value := getenv(name); value != "" && flag.Name != "help" {
			return value, nil
		}
		return nil, nil //nolint:nilnil // kong's way to say that there is none
	})
}
