package app

// description is shown at the top of twoway --help.
const description = `Twoway suggests good questions for job interviews, to candidates and to interviewers.

Run twoway without a command, and open http://127.0.0.1:8080 in a browser. Press Ctrl+C to stop.

To edit the bank: export it, edit the files (CSV opens in a spreadsheet), compare, import, publish.

    twoway bank export --format csv ./my-bank
    twoway bank import ./my-bank
    twoway bank import --write ./my-bank
    twoway release publish --note "What is new, and why"`

// Help returns the long help of the command.
func (Serve) Help() string {
	return `The first start creates the database and publishes the bank. Later, the database must have the release that the program
has served last: if it was emptied or replaced, the program does not start. Restore a backup with twoway restore, or start once
with --accept-older-database; the release is then set aside.

As long as there is no owner, each start prints a link for the first one, who can invite others.

Secrets are read from the environment alone, because anyone on the machine can see arguments: TWOWAY_ADMIN_TOKEN opens
the whole admin API to those who send it, TWOWAY_OIDC_CLIENT_SECRET belongs to --oidc-issuer, and TWOWAY_TOKEN_SECRET signs the links to question sets: changing it breaks them (without it, one is generated and
stored in the database). Put a database URL with a password into TWOWAY_DATABASE_URL, not into the flag.

Behind a proxy that publishes Twoway below a path of its host, name that path with --base-path. The proxy may remove it from
requests or pass it on. Name its address with --trusted-proxies, so that cookies are secure, and failed logins are counted
for the right address.

Pages of other origins may read the bank and ask for sets, without any credential; --cors-origins says which, or none.

Examples:

    twoway
    twoway --listen 127.0.0.1:9000 --data-dir /var/lib/twoway
    twoway --base-path /twoway
    twoway --cors-origins https://app.example,http://localhost:3000
    TWOWAY_DATABASE_URL=postgres://twoway@db/twoway twoway serve --listen :8080`
}

// Help returns the long help of the command.
func (Migrate) Help() string {
	return `It creates or upgrades the tables and publishes the bank, as serve does when it starts, and then exits. Like serve, it refuses
a database that was emptied or replaced, unless --accept-older-database is given.

Examples:

    twoway migrate
    twoway migrate --database-url postgres://twoway@db/twoway`
}

// Help returns the long help of the command.
func (Select) Help() string {
	return `It reads the request from standard input, prints the answer of the API to standard output, and stores nothing. With --draft, it
chooses from the drafts of a database, as if they were published; drafts with faults are left out, and listed.

Examples:

    echo '{"asker":"candidate","role":"nurse","cares":["staffing"],"minutes":15}' | twoway select
    echo '{"asker":"interviewer","role":"charge nurse","stage":"panel","minutes":40}' | twoway select --bank ./my-bank
    echo '{"role":"charge nurse","stage":"panel","cares":["staffing"],"minutes":60}' | twoway select --agenda
    echo '{"asker":"candidate","role":"nurse","minutes":15}' | twoway select --draft --data-dir /var/lib/twoway`
}

// Help returns the long help of the command.
func (Resolve) Help() string {
	return `For each title it prints the family of jobs and the level that it was read as, and how; or, if it was not understood, the
nearest families.

A file is measured against what each of its lines expects. The first line names the columns; others are ignored. Several
answers may be right (nursing|care_work); with - or none among them, not understanding the text is right too. A SOC code
stands for every family that lists it. An empty level is not scored. An aspect is right where its care is expected, but not
the other way round. In a file of cares, a column title or role says whose words they are. For the file -, read standard input.

Examples:

    twoway resolve 'Senior theatre nurse' 'Head of marketing'
    twoway resolve --titles titles.tsv
    twoway resolve --titles titles.tsv --cares cares.tsv --list --bank ./my-bank`
}

// Help returns the long help of the command.
func (Verify) Help() string {
	return `A record says what everybody is asked who applies for an opening. The command checks that nothing in it was changed, that its
ID is that of its opening, that the release has these questions in these words, and that the engine chooses them. The release is
that of the shipped bank, or of --bank, or is sought in the database. It prints a line for each check: ok, FAILED or not checked.

The exit status is 0 if no check failed, 1 if one did, and 2 if the file is no record.

Examples:

    twoway verify record.json
    twoway verify --data-dir /var/lib/twoway record.json
    curl -s https://twoway.example/v1/kits/kit-0123456789abcdef01234567/record | twoway verify -`
}

// Help returns the long help of the command.
func (Lint) Help() string {
	return `It says what is wrong with a question, why it matters, and how to put it better. Each line is one text. If a question is
rejected, the exit status is 1.

Examples:

    echo 'Why did you let so many people go?' | twoway lint
    twoway lint --asker interviewer --jurisdiction uk questions.txt
    twoway lint --format sarif questions.txt > questions.sarif`
}

// Help returns the long help of the group.
func (BankGroup) Help() string {
	return `A bank is the questions, the rules that choose among them, and the words that both use. The shipped bank comes with the
program. The database has its own copy, which can be edited: the drafts. Publishing the drafts makes a release.

check and stats read the shipped bank, or a folder. export and import work on a database.

Examples:

    twoway bank stats
    twoway bank export ./my-bank
    twoway bank check --bank ./my-bank
    twoway bank import --write ./my-bank`
}

// Help returns the long help of the command.
func (BankCheck) Help() string {
	return `It checks every file, reference, rule and case, and how the questions are worded. It lists every fault with its file and
line. If there is one, the exit status is 1.

Examples:

    twoway bank check
    twoway bank check --bank ./my-bank`
}

// Help returns the long help of the command.
func (BankStats) Help() string {
	return `It counts by side, topic, care and stage, aspect, seniority and competency, and counts pairs, rules and waivers. Only ready
questions and rules count. --coverage takes about 20 seconds.

Examples:

    twoway bank stats
    twoway bank stats --bank ./my-bank
    twoway bank stats --coverage`
}

// Help returns the long help of the command.
func (BankExport) Help() string {
	return `It exports the drafts, or a release. The export says of which versions its parts are (in export.json, and in the column or key
"exported"), so that an import can notice what others have changed since. Leave these as they are.

Examples:

    twoway bank export ./my-bank
    twoway bank export --format csv --release 3 ./spreadsheets
    twoway bank export --format jsonl bank.jsonl --database-url postgres://twoway@db/twoway`
}

// Help returns the long help of the command.
func (BankImport) Help() string {
	return `The files must have the whole bank: parts that are not in them are retired, that is, kept but no longer asked. Without
--write, it only prints what would change: read that first. If a part fails, nothing is imported. Then publish the drafts.

If the import would undo what others have changed since the export, it is refused, with who changed what and when: export again,
and make your changes there. With --overwrite, it undoes these changes. Files that were not exported have no versions: then
edits made meanwhile cannot be noticed.

Examples:

    twoway bank import ./my-bank
    twoway bank import --write ./spreadsheets
    twoway release publish --note "The spring review"`
}

// Help returns the long help of the group.
func (ReleaseGroup) Help() string {
	return `A release is a published copy of the whole bank. It never changes. The program serves the newest one; programs that are
running switch to it within seconds.

Examples:

    twoway release diff 3
    twoway release publish --note "Ask about the rota sooner"
    twoway release rollback 3`
}

// Help returns the long help of the command.
func (ReleaseList) Help() string {
	return `Examples:

    twoway release list`
}

// Help returns the long help of the command.
func (ReleaseShow) Help() string {
	return `Examples:

    twoway release show 3`
}

// Help returns the long help of the command.
func (ReleaseDiff) Help() string {
	return `It compares field by field.

Examples:

    twoway release diff 3      (what changes since release 3 if you publish the drafts)
    twoway release diff 2 3`
}

// Help returns the long help of the command.
func (ReleasePublish) Help() string {
	return `If a check fails, nothing is published and every fault is listed. Running servers switch to the new release within
seconds.

Examples:

    twoway release publish --note "Ask about the rota sooner"
    twoway release publish --check`
}

// Help returns the long help of the command.
func (ReleaseRollback) Help() string {
	return `The drafts do not change: the next publishing brings back what you rolled back, unless you change it there too.

Examples:

    twoway release rollback 3 --note "The new questions were too long"`
}

// Help returns the long help of the command.
func (Backup) Help() string {
	return `The database may be in use. For PostgreSQL use pg_dump: see docs/running.md.

Examples:

    twoway backup /var/backups/twoway-monday.db
    twoway backup --data-dir /var/lib/twoway backup.db`
}

// Help returns the long help of the command.
func (Restore) Help() string {
	return `It replaces the whole database in one step. The database may be in use: programs that are running switch to the restored
release within seconds. A database that is damaged is set aside, and so is the last release that was served, if the backup does
not have it.

Examples:

    twoway restore /var/backups/twoway-monday.db`
}

// Help returns the long help of the command.
func (Synth) Help() string {
	return `Pass its folder to other commands with --bank.

Examples:

    twoway synth --out /tmp/large --questions 10000 --rules 1000
    twoway serve --bank /tmp/large --data-dir /tmp/large-data`
}

// Help returns the long help of the command.
func (Version) Help() string {
	return `Examples:

    twoway version`
}

// Help returns the long help of the command.
func (AdminCreate) Help() string {
	return `It prints a link, which is valid for 24 hours, once, and worth a password: give it to that person alone. The owner can then
invite others at the same address, and decide what they may do.

Examples:

    twoway admin create --email kim@example.org --name Kim
    twoway admin create --email kim@example.org --name Kim --password-stdin < password.txt`
}

// Help returns the long help of the command.
func (AdminReset) Help() string {
	return `It prints a link, which is valid for 24 hours, once. It is also the way back in for the only owner.

Examples:

    twoway admin reset --email kim@example.org`
}

// Help returns the long help of the command.
func (KeyCreate) Help() string {
	return `Programs send the key in the header Authorization: Bearer tw_… It is stored as a hash and cannot be shown again.

Examples:

    twoway key create --name "Applicant tracking" --role viewer
    twoway key create --name Nightly --role publisher --expires 2030-12-31`
}
