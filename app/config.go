package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"twoway/server"
)

// Config holds the commands and their flags. A flag that is not given takes the value of its environment variable: TWOWAY_ and
// the flag's name in capitals, with underscores. An empty variable counts as not set. Only this file reads the environment.
type Config struct {
	Serve   Serve        `cmd:"" default:"withargs" help:"Start the web form and the API. This is the default."`
	Migrate Migrate      `cmd:"" help:"Set up or upgrade the database without serving."`
	Select  Select       `cmd:"" help:"Choose the questions for one meeting, described in JSON."`
	Resolve Resolve      `cmd:"" help:"Show how job titles are understood, and measure it."`
	Verify  Verify       `cmd:"" help:"Check the record of an interviewer's kit."`
	Lint    Lint         `cmd:"" help:"Check whether questions are pointed, courteous and fair."`
	Bank    BankGroup    `cmd:"" help:"Check, count, export or import a bank of questions."`
	Release ReleaseGroup `cmd:"" help:"List, compare, publish or roll back releases."`
	Admin   AdminGroup   `cmd:"" help:"Make an owner, or a link for a new password."`
	Key     KeyGroup     `cmd:"" help:"Create, list or revoke API keys."`
	Backup  Backup       `cmd:"" help:"Back up the embedded database to a file."`
	Restore Restore      `cmd:"" help:"Restore the embedded database from a backup."`
	Synth   Synth        `cmd:"" help:"Generate a synthetic bank of any size for benchmarks."`
	Version Version      `cmd:"" help:"Print the versions of the program and the engine."`

	ShowVersion kong.VersionFlag `name:"version" help:"Print the versions of the program and the engine."`
}

const defaultDataDir = "./data"

// Storage holds the flags that choose the database.
type Storage struct {
	DataDir     string `default:"./data" placeholder:"DIR" help:"Folder of the embedded database, created if missing (default ${default}, TWOWAY_DATA_DIR)."`
	DatabaseURL string `placeholder:"URL" help:"Use this PostgreSQL database instead: postgres://user:password@host/database (TWOWAY_DATABASE_URL)."`
}

// Acceptance holds the flag that accepts a database without the release that this program has served.
type Acceptance struct {
	AcceptOlderDatabase bool `help:"Accept a database that does not have the release that this program has served, because it was emptied or replaced (TWOWAY_ACCEPT_OLDER_DATABASE)."`
}

// Source holds the flag that chooses a bank of YAML files.
type Source struct {
	Bank string `placeholder:"DIR" help:"Use the bank in this folder instead of the shipped bank (TWOWAY_BANK)."`
}

// Review holds the flag that makes publishing need two people.
type Review struct {
	FourEyes bool `help:"Publish only what somebody has approved who has neither edited nor publishes it (TWOWAY_FOUR_EYES)."`
}

// Serve is the serve command.
type Serve struct {
	Storage
	Acceptance
	Source
	Secrets
	Review
	Address
	TrustedProxies server.Proxies `placeholder:"ADDRESSES" help:"Believe X-Forwarded-For and X-Forwarded-Proto from these proxies: IP addresses or networks, separated by commas (TWOWAY_TRUSTED_PROXIES)."`
	CORSOrigins    server.Origins `name:"cors-origins" default:"*" placeholder:"ORIGINS" help:"Let pages of these origins read the bank and ask for sets: * for all, none, or origins, separated by commas (default ${default}, TWOWAY_CORS_ORIGINS)."`
	OIDCIssuer     string         `name:"oidc-issuer" placeholder:"URL" help:"Let people log in at this issuer of OpenID Connect (TWOWAY_OIDC_ISSUER)."`
	OIDCClientID   string         `name:"oidc-client-id" placeholder:"ID" help:"How the issuer knows this program (TWOWAY_OIDC_CLIENT_ID)."`
	Dev            bool           `hidden:"" help:"Read the templates and styles of the pages from the sources at each request (TWOWAY_DEV)."`
}

// Validate returns an error if only one of the issuer and the ID of the client is given, or the issuer is not an address.
func (s Serve) Validate() error {
	if (s.OIDCIssuer == "") != (s.OIDCClientID == "") {
		return errors.New("--oidc-issuer (TWOWAY_OIDC_ISSUER) and --oidc-client-id (TWOWAY_OIDC_CLIENT_ID) belong together: give both, or neither")
	}
	if s.OIDCIssuer != "" && !strings.HasPrefix(s.OIDCIssuer, "https://") && !strings.HasPrefix(s.OIDCIssuer, "http://127.0.0.1:") {
		return errors.New("--oidc-issuer (TWOWAY_OIDC_ISSUER) must start with https://")
	}
	return errors.Join(s.Storage.Validate(), s.Secrets.Validate())
}

// Address is where the program is reached.
type Address struct {
	BasePath server.BasePath `placeholder:"PATH" help:"Path below which a proxy publishes Twoway, such as /twoway (TWOWAY_BASE_PATH)."`
	Listen   string          `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Listen on this address (default ${default}, TWOWAY_LISTEN)."`
}

// Secrets are meant to be read from the environment: everybody on the machine can see arguments, so the help does not list them.
type Secrets struct {
	AdminToken       string `hidden:"" help:"Token that opens the whole admin API to clients that send it (TWOWAY_ADMIN_TOKEN)."`
	TokenSecret      string `hidden:"" help:"Authenticate links and tokens; without it, a secret in the database does (TWOWAY_TOKEN_SECRET)."`
	OIDCClientSecret string `name:"oidc-client-secret" hidden:"" help:"Secret that the issuer of OpenID Connect knows (TWOWAY_OIDC_CLIENT_SECRET)."`
}

const minSecretLength = 16 // in bytes

// Validate returns an error if a secret is short enough to be guessed.
func (s Secrets) Validate() error {
	for _, secret := range []struct{ name, value string }{{"TWOWAY_ADMIN_TOKEN", s.AdminToken}, {"TWOWAY_TOKEN_SECRET", s.TokenSecret}} {
		if secret.value != "" && len(secret.value) < minSecretLength {
			return fmt.Errorf("%s must have at least %d characters; generate one with: openssl rand -hex 32", secret.name, minSecretLength)
		}
	}
	return nil
}

// Migrate is the migrate command.
type Migrate struct {
	Storage
	Acceptance
	Source
}

// Select is the select command.
type Select struct {
	Source
	Storage
	TokenSecret string `hidden:"" help:"Authenticate tokens; use the same secret as the server (TWOWAY_TOKEN_SECRET)."`
	Agenda      bool   `help:"Plan a meeting for both sides; the minutes are those of the whole meeting."`
	Draft       bool   `help:"Choose from the drafts of a database, as if they were published. A server may be using it."`
}

// Resolve is the resolve command.
type Resolve struct {
	Source
	Titles string   `placeholder:"FILE" help:"Measure with the job titles of this file of tab-separated values: title, family or soc, and perhaps level."`
	Cares  string   `placeholder:"FILE" help:"Measure with what people care about in this file: phrase and expected."`
	List   bool     `help:"Also list what was not understood."`
	Said   []string `arg:"" optional:"" name:"title" help:"Job titles, each as one argument."`
}

// Verify is the verify command.
type Verify struct {
	Source
	Storage
	File string `arg:"" help:"Record of a kit, as JSON. For -, read standard input."`
}

// Lint is the lint command.
type Lint struct {
	Asker        string   `default:"candidate" enum:"candidate,interviewer" help:"Who asks the questions: candidate or interviewer."`
	Jurisdiction string   `default:"strict" enum:"strict,us,us-ca,eu,uk" help:"Whose law applies to an interviewer's questions: us, us-ca, eu, uk, or strict for the strictest of these."`
	Input        string   `default:"text" enum:"text,jsonl" help:"Each line is a question (text), or a JSON object {\"id\": …, \"text\": …} (jsonl)."`
	Format       string   `default:"text" enum:"text,jsonl,sarif" help:"Print a report for people (text), one JSON object per line (jsonl), or a SARIF log for editors and CI (sarif)."`
	Files        []string `arg:"" optional:"" name:"file" help:"Files with one question per line. Without a file, or for -, read standard input."`
}

// BankGroup holds the bank commands.
type BankGroup struct {
	Check  BankCheck  `cmd:"" help:"Check a bank for errors and bad wording."`
	Stats  BankStats  `cmd:"" help:"Count the questions and rules of a bank."`
	Export BankExport `cmd:"" help:"Export the whole bank of a database to files."`
	Import BankImport `cmd:"" help:"Import a whole bank from files into the drafts."`
}

// BankExport is the bank export command.
type BankExport struct {
	Storage
	Format  string `default:"yaml" enum:"yaml,jsonl,csv" help:"Write a folder of YAML files (yaml), one file with one object per line (jsonl), or a folder of spreadsheets (csv)."`
	Release int    `placeholder:"N" help:"Export this release instead of the drafts."`
	Path    string `arg:"" help:"File or folder to write; nothing is overwritten."`
}

// BankImport is the bank import command.
type BankImport struct {
	Storage
	Write     bool   `help:"Change the drafts. Without this flag, only print what would change."`
	Overwrite bool   `help:"Import even parts that others have changed since the export, and undo their changes."`
	Path      string `arg:"" help:"Folder of YAML or CSV files, or a JSON Lines file."`
}

// ReleaseGroup holds the release commands.
type ReleaseGroup struct {
	List     ReleaseList     `cmd:"" help:"List all releases, newest first."`
	Show     ReleaseShow     `cmd:"" help:"Show a release and what its checks found."`
	Diff     ReleaseDiff     `cmd:"" help:"Compare two releases, or a release and the drafts."`
	Publish  ReleasePublish  `cmd:"" help:"Check the drafts and publish them as a new release."`
	Rollback ReleaseRollback `cmd:"" help:"Publish an older release again, under a new number."`
}

// ReleaseList is the release list command.
type ReleaseList struct{ Storage }

// ReleaseShow is the release show command.
type ReleaseShow struct {
	Storage
	Number int `arg:"" help:"Number of the release."`
}

// ReleaseDiff is the release diff command.
type ReleaseDiff struct {
	Storage
	From string `arg:"" help:"Number of a release, or draft."`
	To   string `arg:"" default:"draft" help:"Number of a release, or draft (default ${default})."`
}

// ReleasePublish is the release publish command.
type ReleasePublish struct {
	Storage
	Review
	Note  string `placeholder:"TEXT" help:"Say what is new and why. The list of releases shows it. Required unless --check is given."`
	Check bool   `help:"Only check the drafts; publish nothing."`
}

// Validate returns an error if there is no note for a release.
func (r ReleasePublish) Validate() error {
	if !r.Check && strings.TrimSpace(r.Note) == "" {
		return errors.New("--note is required: say what is new and why")
	}
	return nil
}

// ReleaseRollback is the release rollback command.
type ReleaseRollback struct {
	Storage
	Note   string `placeholder:"TEXT" help:"Say why. The list of releases shows it."`
	Number int    `arg:"" help:"Number of the older release."`
}

// AdminGroup holds the admin commands.
type AdminGroup struct {
	Create AdminCreate `cmd:"" help:"Make somebody an owner, who can invite others."`
	Reset  AdminReset  `cmd:"" help:"Make a link by which somebody chooses a new password."`
}

// AdminCreate is the admin create command.
type AdminCreate struct {
	Storage
	Address
	Email         string `required:"" placeholder:"ADDRESS" help:"E-mail address of the owner."`
	Name          string `required:"" placeholder:"NAME" help:"Name of the owner, as others see it."`
	PasswordStdin bool   `help:"Read the password from the first line of standard input, instead of printing a link by which it is chosen."`
}

// AdminReset is the admin reset command.
type AdminReset struct {
	Storage
	Address
	Email string `required:"" placeholder:"ADDRESS" help:"E-mail address of the person."`
}

// KeyGroup holds the key commands.
type KeyGroup struct {
	Create KeyCreate `cmd:"" help:"Create an API key and print it, this once."`
	List   KeyList   `cmd:"" help:"List the API keys."`
	Revoke KeyRevoke `cmd:"" help:"Revoke an API key, with immediate effect."`
}

// KeyCreate is the key create command.
type KeyCreate struct {
	Storage
	Name    string    `required:"" placeholder:"NAME" help:"What the key is for; the audit shows it."`
	Role    string    `required:"" enum:"viewer,editor,publisher" help:"What the key may do: viewer, editor or publisher."`
	Expires time.Time `format:"2006-01-02" placeholder:"YYYY-MM-DD" help:"Last day on which the key is valid (default: it does not expire)."`
}

// KeyList is the key list command.
type KeyList struct{ Storage }

// KeyRevoke is the key revoke command.
type KeyRevoke struct {
	Storage
	ID string `arg:"" help:"ID of the key, as twoway key list shows it."`
}

// Backup is the backup command.
type Backup struct {
	Storage
	File string `arg:"" help:"File to write; it must not exist."`
}

// Restore is the restore command.
type Restore struct {
	Storage
	File string `arg:"" help:"Backup file to read."`
}

// BankCheck is the bank check command.
type BankCheck struct{ Source }

// BankStats is the bank stats command.
type BankStats struct {
	Source
	Voice    bool `xor:"measure" help:"Measure how the questions sound instead: second questions, length, contractions, openings."`
	Coverage bool `xor:"measure" help:"Try a set for every trade, seniority, stage and care instead, and list those with too few questions."`
}

// Synth is the synth command.
type Synth struct {
	Questions int    `default:"1000" placeholder:"N" help:"Number of questions (default ${default})."`
	Rules     int    `default:"200" placeholder:"N" help:"Number of rules (default ${default})."`
	Seed      uint64 `default:"1" placeholder:"N" help:"Seed of the random numbers; the same seed gives the same bank (default ${default})."`
	Out       string `required:"" placeholder:"DIR" help:"Folder to write, created if missing."`
}

// Validate returns an error if a number is out of range.
func (s Synth) Validate() error {
	const most = 1_000_000
	if s.Questions < 0 || s.Rules < 0 || s.Questions > most || s.Rules > most {
		return fmt.Errorf("--questions and --rules must be from 0 to %d", most)
	}
	return nil
}

// Version is the version command.
type Version struct{}

// Validate returns an error if the URL is not one of PostgreSQL.
func (s Storage) Validate() error {
	if s.DatabaseURL != "" && !strings.HasPrefix(s.DatabaseURL, "postgres://") && !strings.HasPrefix(s.DatabaseURL, "postgresql://") {
		return fmt.Errorf("--database-url (TWOWAY_DATABASE_URL) must start with postgres:// or postgresql://; leave it out to use the embedded database in --data-dir")
	}
	return nil
}

// url returns the URL of the database that store.New takes.
func (s Storage) url() string {
	if s.DatabaseURL != "" {
		return s.DatabaseURL
	}
	return "sqlite:" + s.sqliteFile()
}

func (s Storage) sqliteFile() string { return filepath.Join(s.DataDir, "twoway.db") }

// displayName returns the name of the database for messages. It has no password in it.
func (s Storage) displayName() string {
	if s.DatabaseURL != "" {
		return "PostgreSQL"
	}
	return s.sqliteFile()
}

// parse parses arguments and environment. It returns a nil command if the arguments ask for help, which parse prints.
func parse(args []string, getenv func(string) string, t Terminal) (command *kong.Context, err error) {
	helpPrinted := false
	parser, err := kong.New(&Config{},
		kong.Name("twoway"), kong.Description(description), kong.Writers(t.Out, t.Err),
		kong.Exit(func(int) { helpPrinted = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.PostBuild(func(k *kong.Kong) error {
			k.Model.HelpFlag.Help = "Show this help."
			return nil
		}),
		kong.Resolvers(environment(getenv)), kong.Vars{"version": versions()},
	)
	if err != nil {
		return nil, err
	}
	command, err = parser.Parse(args)
	if helpPrinted {
		return nil, nil //nolint:nilnil // neither a command nor a failure
	}
	if err != nil {
		return nil, fmt.Errorf("%w (see twoway --help)", err)
	}
	return command, nil
}

// environment returns a resolver that reads the flags that no argument sets.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := "TWOWAY_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if value := getenv(name); value != "" && flag.Name != "help" {
			return value, nil
		}
		return nil, nil //nolint:nilnil // kong's convention for no value
	})
}
