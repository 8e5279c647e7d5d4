/// The texts of `--help`.
enum Help {
  static let overview = """
    dealer-rules: dry runs of dealer pricing rules

    usage: dealer-rules COMMAND FOLDER [options]

    commands:
      check FOLDER            read a rule project and report every finding
      new FOLDER              start a rule project
      test FOLDER             run the tests beside the rules
      simulate FOLDER         price orders with values of the rules changed, one or many
      compare FOLDER ORDER    price one order under several projects, side by side
      describe FOLDER         say what offers give, in words that a dealer can be given
      schema                  print the JSON Schema of rules, orders or decisions
      format FOLDER           lay out the documents of a project
      compile FOLDER          write the rules as a snapshot, from which commands start at once
      pricelist FOLDER        show what a dealer pays for everything, or who pays less than a bound
      match FOLDER            compare with the nets that another system has
      rebates FOLDER          show what agreements give for the orders of a period
      groupbuy FOLDER GROUP   show what a closed group gives back to each order
      replay DECISIONS        price stored decisions again, byte by byte
      diff OLD NEW            price past orders under two rule sets and show what differs
      report OLD NEW          write what differs as a page for a browser
      gate OLD NEW            tell whether new rules keep to what they must, by past orders
      price FOLDER            price the project's orders
      authorize FOLDER        tell which orders may be placed, and why not
      explain FOLDER ORDER    show why an order costs what it costs
      scans FOLDER            show where goods were seen, and whose dealers may not sell there
      sources FOLDER          tell from where goods come, and who gets what is scarce
      credit FOLDER           show where accounts stand and what would be held tomorrow
      scorecards FOLDER       show which scores, limits and tiers a review of accounts proposes
      statement FOLDER        show what an account owed, what moved, and what does not match
      return FOLDER           show what a return of a stored sale comes to, and why

    A rule project is a folder with rules.json (and *.rules.json) and the tables products.csv,
    customers.csv, categories.csv, regions.csv, postalAreas.csv, territories.csv, prices.csv,
    rates.csv, taxes.csv, offers.csv, credit.csv and receivables.csv. Orders are orders.csv or
    orders.ndjson, tests tests/*.json. Some commands read more: `sources` sources.json and
    stock.csv, `scans` trace.json, areas.csv, events, scans, totals.csv and sellthrough.csv,
    `statement` flow.csv. RULES.md states every rule and every field.

    `price`, `authorize` and `explain` take a snapshot in place of a folder; it holds no orders, so
    that --orders names them.

    exit codes: 0 all is well; 1 findings or an order in error; 2 the command line was not
    understood; 3 a file could not be read or written

    `dealer-rules COMMAND --help` tells the options of a command. Every command takes --lang en|zh:
    what it says to people and findings are then Chinese; the last line, JSON and tables stay.
    """

  static let check = """
    dealer-rules check: read a rule project and report every finding at once

    usage: dealer-rules check FOLDER [options]

      --evaluations N   orders priced at most in each search (default 20000, 0 for none)
      --max-inversion R warn where a dealer pays more than those below it by more than this rate
                        (default 5%)
      --max-spread R    warn where channels of one tier pay prices further apart than this rate
      --worst N         show the N deepest discounts, with the orders that reach them
      --lang en|zh      the language of findings (default en); JSON has none
      --json            objects instead of text (RULES.md X-013)

    Findings name file, line and column and say what to write instead. They go to standard error;
    with --json they go to standard output, one object a line. Rules that compile are looked at as
    well: conditions that never hold, offers and rows that are never reached, rungs that fall,
    budgets that never fit, and what offers do together to floors, margins and costs, each with an
    order that shows it (RULES.md U-020 ... U-029). The last line counts what the project holds.
    Documents of the folder that scans and sources read are read too, where they are there:
    trace.json, areas.csv, totals.csv, sellthrough.csv, sources.json, stock.csv.
    A project without price kind, table and offer, as authorize and scans take it, prices nothing:
    all but its prices is checked.

    example: dealer-rules check Examples/Projects/snack-brand
    """

  static let price = """
    dealer-rules price: price orders

    usage: dealer-rules price FOLDER [options]

      --orders F          the orders; default orders.csv, else orders.ndjson of the folder; - reads
                          standard input, NDJSON where it begins with {, else CSV
      --out F             write a decision for each order: F.ndjson, F.csv, or - for NDJSON on
                          standard output (the summary then goes to standard error)
      --detail LEVEL      totals, lines or steps (default) in what --out writes
      --date YYYY-MM-DD   the date of orders that state none; without it such an order is an error
      --known YYYY-MM-DD  only rules that were known at the start of that day (RULES.md V-003);
                          without it everything the project states
      --sales F           write the sale of each order that is not blocked, from which a return is
                          worked out later (RULES.md Z-007)
      --threads N         worker tasks, 1 to 64 (default as many as processors); the result is the
                          same for every N
      --lang en|zh        the language of the summary and of findings (default en); JSON has none
      --json              the summary as a JSON object (RULES.md X-014)

    Files of any size are read, priced and written in blocks; memory holds a few of them. The
    summary shows orders, lines, list amount, discounts by rule, net, charges and payable for
    each currency. Time and progress go to standard error.

    example: dealer-rules price Examples/Projects/snack-brand --out decisions.ndjson
    """

  static let authorize = """
    dealer-rules authorize: tell which orders may be placed, without pricing them

    usage: dealer-rules authorize FOLDER [options]

      --orders F          the orders; default orders.csv, else orders.ndjson of the folder
      --audience WHO      dealer, sales, finance or audit (default): a dealer does not read to
                          whom else a territory was given
      --lang en|zh        the language of the text (default en); JSON has none
      --date YYYY-MM-DD   the date of orders that state none
      --known YYYY-MM-DD  only rules that were known at the start of that day (RULES.md V-003)
      --json              one object an order instead of text (RULES.md X-016)
      --format F          ndjson (as --json) or csv: one row for each line

    Tested are customer, products, units, place and quantities, then lists, sellers, licenses,
    territories and checks (RULES.md R-010 ... R-031). Orders that nothing hinders and that can be
    delivered are only counted; of the others every reason is told, with the rule and where it is
    stated. The last line counts the outcomes. What of an order is a list or a map (its chain of
    transfers, approvals, lots, recent orders) stands in NDJSON alone (RULES.md N-005).

    example: dealer-rules authorize Examples/Projects/channel-rules
    """

  static let explain = """
    dealer-rules explain: show why an order costs what it costs

    usage: dealer-rules explain FOLDER ORDER [options]

      --orders F          the orders; default orders.csv, else orders.ndjson of the folder
      --audience WHO      dealer, sales, finance or audit (default): how much is told; a dealer
                          sees neither losing price rows nor floors, ceilings and other kinds
      --lang en|zh        the language of the text (default en); JSON has none
      --date YYYY-MM-DD   the date of an order that states none
      --near-misses N     price up to N changed orders to find what would earn more (default 64,
                          0 for none)
      --known YYYY-MM-DD  only rules that were known at the start of that day (RULES.md V-003);
                          without it everything the project states
      --picture           draw below it what became of the list amount, as bars
      --json              one object instead of text: the decision and what did not apply
                          (RULES.md X-015)

    Each step names its rule and where the rule is stated. Below the steps stand the price rows
    and offers that did not apply, each with its reason; below the order the lines of which a
    little more would gain something.

    example: dealer-rules explain Examples/Projects/snack-brand SO2509150005
    """

  static let scans = """
    dealer-rules scans: judge scans of goods by where their dealers may sell

    usage: dealer-rules scans FOLDER [options]

      --events F          the events; default events.ndjson, else events.csv of the folder
      --scans F           the scans; default scans.ndjson, else scans.csv of the folder
      --known YYYY-MM-DD  mark scans whose verdict was another one by what was known at the start
                          of that day (reopened)
      --format F          ndjson or csv: one record for each scan on standard output instead of the
                          report; the last line then goes to standard error
      --lang en|zh        the language of the report (default en); its last line has none
      --json              the report as a JSON object (RULES.md W-013)

    Beside the rules the folder holds events, scans, areas.csv (which dealer may sell where) and,
    if it wants, trace.json (RULES.md W-012). Findings go to standard error with file, line and
    column. Files are read in blocks: memory grows with the goods, not with the scans. The report
    also tells what trace.json looks for in totals.csv and sellthrough.csv (RULES.md W-017).

    example: dealer-rules scans Examples/Projects/traced-snacks
    """

  static let sources = """
    dealer-rules sources: tell from where the goods of orders come

    usage: dealer-rules sources FOLDER [options]

      --orders F          the orders; default orders.csv, else orders.ndjson of the folder
      --sources F         the sources; default sources.json of the folder
      --stock F           what they hold as a table; default stock.csv of the folder, if it is there
      --date YYYY-MM-DD   the date of orders that state none
      --known YYYY-MM-DD  only rules that were known at the start of that day (RULES.md V-003)
      --json              one object a line of an order instead of text (RULES.md X-018)
      --lang en|zh        the language of the text (default en); its last line has none

    The lines of all orders that `authorize` allows or flags are served together; orders that it
    holds or blocks wait. Each line tells its sources, what is missing, and why other sources give
    nothing (RULES.md Y-001 ... Y-006).

    example: dealer-rules sources Examples/Projects/channel-rules
    """

  static let credit = """
    dealer-rules credit: show where accounts stand

    usage: dealer-rules credit FOLDER [options]

      --account A         only this credit node, or the one that pays for this customer
      --as-of YYYY-MM-DD  the day; default that of the project's last order, never today
      --journal FILE      with what a journal of order-desk holds (RULES.md B-023)
      --json              one object for each account (RULES.md X-017)

    For each account: limit, exposure, what is available and which node bounds it, what is late
    by days, what the smallest order would be told today and tomorrow, and reminders due.

    example: dealer-rules credit Examples/Projects/snack-brand --as-of 2025-09-15
    """

  static let scorecards = """
    dealer-rules scorecards: show which scores, limits and tiers a review of accounts proposes

    usage: dealer-rules scorecards FOLDER [options]

      --account A         only this credit node, or the one that pays for this customer
      --as-of YYYY-MM-DD  the day; default that of the project's last order, never today
      --json              one object for each account (RULES.md X-020)

    Scorecards and tiers are those of the project's `credit`. What they look at is in tables of
    the folder, each of which may be missing: scores.csv (numbers by name), payments.csv, tiers.csv
    (where dealers stand, and what somebody set), values.csv and movements.csv. What is dated on
    the day or later has no say (RULES.md B-016, B-017, B-027). Nothing is changed by it.

    example: dealer-rules scorecards Examples/Projects/snack-brand --as-of 2025-09-15
    """

  static let statement = """
    dealer-rules statement: show what an account owed, what moved, and what does not match

    usage: dealer-rules statement FOLDER --account A --period P [options]

      --account A             the credit node, or a customer it pays for
      --period P              YYYY, YYYY-MM, or YYYY-MM-DD..YYYY-MM-DD
      --quantity-tolerance R  how far quantities may lie apart, such as 2% (default none)
      --amount-tolerance M    how far a billed amount may lie from the ordered one (default none)
      --json                  one object (RULES.md X-017)

    Movements are movements.csv, lines of orders, shipments and invoices flow.csv of the folder.
    The lines of an invoice or a return are held against what was booked under its id
    (RULES.md B-026). Exit code 1 where a line of an order or a document does not match.

    example: dealer-rules statement Examples/Projects/snack-brand --account D0001 --period 2025-09
    """
}
