extension Help {
  static let test = """
    dealer-rules test: run the tests that stand beside the rules

    usage: dealer-rules test FOLDER [options]

      --record      write what came out into the tests that do not match, instead of failing
      --coverage    list what of the rules no order made use of
      --orders F    orders that count for the coverage as well; nothing is expected of them
      --date D      the date of orders of F that state none
      --junit F     write the results as JUnit XML
      --json        one object a test and one of the coverage instead of text (RULES.md U-005)

    Tests are tests/*.json of the folder: {"tests": [{"name": ..., "order": {...}, "expect":
    {...}}]}, where `expect` states any part of a decision as `price` and `explain --json` write
    it (RULES.md U-001 ... U-003). The last line counts tests, and of offers, rungs, conditions,
    price rows and other rules how many were made use of. Exit code 1 where a test fails, and where
    there is none and no orders either.

    example: dealer-rules test Examples/Projects/offer-sheet
    """

  static let diff = """
    dealer-rules diff: price past orders under two rule sets and show what differs

    usage: dealer-rules diff OLD NEW [options]

      --orders F              the orders; default those of the folder OLD
      --date YYYY-MM-DD       the date of orders that state none
      --known YYYY-MM-DD      only rules that were known at the start of that day
      --threads N             worker tasks, 1 to 64 (default 2); the result is the same
      --top N                 entries shown of dealers, tiers, regions, products, offers (default 5)
      --movers N              orders shown that move furthest, of each currency (default 3)
      --pilot-dealers A,B     the new rules for these dealers and those below them alone
      --pilot-regions R,S     and for orders that go to these regions
      --adjustments F.csv     write every line whose net changes, and by how much
      --excel                 write that table for a spreadsheet
      --json                  one object instead of text (RULES.md U-018)

    Shown are the sums of both sides, outcomes that change, how many orders move by how much, who
    falls and rises by dealer, tier, region, product and offer, how limits are used up, and the
    orders that move furthest under both sides. Orders are read and priced in blocks, so that
    memory does not grow with them. Exit code 1 where an order is in error.

    example: dealer-rules diff Examples/Projects/snack-brand Examples/Projects/snack-brand
    """

  static let gate = """
    dealer-rules gate: tell whether new rules keep to what they must, by past orders

    usage: dealer-rules gate OLD NEW [options]

      --max-revenue-change R  the most that revenue may move, up or down, such as 0.5%
      --max-dealer-loss R     the most that any dealer's goods may cost more, such as 2%
      --max-blocked N         the most orders that only the new rules block
      --no-floor-breach       no order may break a floor, a margin or a bound of discounts
      --manifest F            write what was found, with the hashes of both rule sets
      --effective T           the day or instant from which the new rules are to hold, for F
      --orders, --date, --known, --threads, --pilot-dealers, --pilot-regions as `diff` has them
      --json                  the manifest on standard output (RULES.md U-017)

    Exit code 0 where nothing is broken, 1 where something is, an order is in error or none was
    compared, 2 where nothing is asked.

    example: dealer-rules gate rules-now rules-next --max-revenue-change 0.5%
    """
}

extension Help {
  static let simulate = """
    dealer-rules simulate: price orders with values of the rules changed

    usage: dealer-rules simulate FOLDER [options]

      --set SECTION.ID.FIELD=VALUE   change a value without editing a file; may be repeated
      --fields SECTION               list what can be changed in offers, prices, customers ...
      --fields SECTION.ID            list the fields of one object with the values that they have
      --at YYYY-MM-DD                place every order on that day instead
      --stock PRODUCT=QUANTITY       give every order this stock; may be repeated
      --sweep PATH=FROM..TO/STEP     one run for each value of PATH, as a table and a curve; given
                                     twice, one for each pair of values, as rows and columns
      --orders F, --date D, --threads N, --top N, --json as `diff` has them

    The field `percent` is `percentOff` in percent: offers.spring.percent=12. A price row is called
    as `explain` calls it: prices.list/A.price=9. What comes out is compared with the rules and
    orders as they are (RULES.md U-030).

    example: dealer-rules simulate Examples/Projects/snack-brand --set offers.SE-AUTUMN.percent=5
    """

  static let compare = """
    dealer-rules compare: price one order under several projects, side by side

    usage: dealer-rules compare FOLDER ORDER --with FOLDER2 [--with FOLDER3 ...]

      --with FOLDER      another project: other price books, suppliers or rules; may be repeated
      --orders F         the orders; default those of the first folder
      --date YYYY-MM-DD  the date of an order that states none
      --json             one object a project (RULES.md U-032)

    example: dealer-rules compare rules SO2509150005 --with other-rules
    """

  static let pricelist = """
    dealer-rules pricelist: what a dealer pays for everything, or who pays less than a bound

    usage: dealer-rules pricelist FOLDER --customer D --date T [options]
           dealer-rules pricelist FOLDER --product P --below AMOUNT --date T [options]

      --customer D        the dealer
      --date YYYY-MM-DD   the day
      --vs YYYY-MM-DD     another day to compare with
      --product P         one product; with --below every dealer is asked for it
      --below AMOUNT      who pays less than that for a base unit, by which row and offers
      --currency C        the currency of AMOUNT and of the dealers asked (default the book's)
      --quantity Q        how much is ordered (default the smallest quantity that can be)
      --ship-to R         the region that the goods go to (default the dealer's own)
      --known YYYY-MM-DD  only rules that were known at the start of that day
      --out F             write a table, - for standard output
      --excel             a table for a spreadsheet
      --json              one object a line (RULES.md U-031)

    Goods that the dealer may not buy there are listed with what keeps it from them.

    example: dealer-rules pricelist Examples/Projects/snack-brand --customer D0001 --date 2025-09-15
    """

  static let describe = """
    dealer-rules describe: say what offers give, in words that a dealer can be given

    usage: dealer-rules describe FOLDER [options]

      --offer ID          this offer (may be given more than once); default every published one
      --lang en|zh        the language of headings and sentences (default en)
      --date YYYY-MM-DD   place the worked orders on that day; default the latest start of the offer
                          or of a price at which the offer is in force
      --known YYYY-MM-DD  only rules that were known at the start of that day
      --evaluations N     orders priced at most to find two that show an offer (default 2000)
      --json              one object an offer (RULES.md U-040)

    Told are whom it is for, the goods, what must be reached, what it gives, when, how it stands
    beside other offers, and its bounds; then up to two orders as they are priced.

    example: dealer-rules describe Examples/Projects/snack-brand --offer SE-AUTUMN --lang zh
    """

  static let compile = """
    dealer-rules compile: write the rules of a project as a snapshot

    usage: dealer-rules compile FOLDER --out F [options]

      --out F             the file to write
      --known YYYY-MM-DD  only rules that were known at the start of that day (RULES.md V-003)
      --json              the counts as a JSON object

    A snapshot holds all that the project states and its documents, so that `price`, `authorize`
    and `explain` start from it without reading tables and answer the same, byte for byte (RULES.md
    S-001). Orders are no part of it. A damaged snapshot, or one of another version, is refused.

    example: dealer-rules compile Examples/Projects/snack-brand --out snack-brand.rules
    """

  static let schema = """
    dealer-rules schema: print the JSON Schema of a kind of document

    usage: dealer-rules schema rules|orders|decisions

    `rules` is that of rules.json and *.rules.json, `orders` of a line of orders.ndjson, `decisions`
    of a line that `price --out F.ndjson` writes. Editors complete and check by it: name the file
    that it was written to in the member "$schema" of a rule document (RULES.md U-042).

    example: dealer-rules schema rules
    """

  static let format = """
    dealer-rules format: lay out the documents of a project

    usage: dealer-rules format FOLDER [options]

      --check             change nothing; exit code 1 where a document is laid out otherwise
      --json              the counts as a JSON object

    Every *.json of the folder and of its tests is written in lines of at most 100 columns, with
    the same members in the same order; numbers and texts stay byte for byte (RULES.md U-041). The
    documents that change are named. One that is no JSON document stays as it is, with its
    findings.

    example: dealer-rules format Examples/Projects/snack-brand --check
    """

  static let match = """
    dealer-rules match: compare with the nets that another system has

    usage: dealer-rules match FOLDER --expected E.csv [options]

      --expected E.csv    the columns order, line, net; or order, line, unitPrice; or order, total
      --orders F          the orders; default those of the folder
      --min-exact R       how many lines must be exact (default 100%)
      --date, --known     as `price` has them
      --json              objects instead of text (RULES.md U-033)

    Lines that differ are told by likely cause, one example of each cause and rule; so are those of
    orders that E.csv lacks whole, unless they are blocked here. Exit code 1 where fewer lines are
    exact than asked.

    example: dealer-rules match rules --expected booked.csv --min-exact 99.5%
    """

  static let rebates = """
    dealer-rules rebates: show what agreements give for the orders of a period

    usage: dealer-rules rebates FOLDER --period P [options]

      --period P          YYYY, YYYY-Q3, YYYY-MM or YYYY-MM-DD..YYYY-MM-DD
      --orders F, --date D as `price` has them
      --out F             write a table, - for standard output
      --excel             a table for a spreadsheet
      --json              one object a line (RULES.md U-034)

    Each order earns by the totals that it states as facts; orders that are held or blocked earn
    nothing.

    example: dealer-rules rebates Examples/Projects/snack-brand --period 2025-Q3
    """

  static let groupBuy = """
    dealer-rules groupbuy: show what a closed group gives back to each of its orders

    usage: dealer-rules groupbuy FOLDER GROUP [options]

      --total Q           the group's quantity, where it is not what the file holds
      --orders F, --date D as `price` has them
      --out F             write a table, - for standard output
      --excel             a table for a spreadsheet
      --json              one object a line (RULES.md U-037)

    Orders that are held, blocked or in error are not in the group.

    example: dealer-rules groupbuy Examples/Projects/group-buy spring-rice
    """

  static let replay = """
    dealer-rules replay: price stored decisions again, byte by byte

    usage: dealer-rules replay DECISIONS.ndjson --archive FOLDER [options]

      --archive FOLDER    a project, or a folder of projects, with rules and orders as they were
      --order ID          only this order
      --date, --known     as `price` had them
      --json              one object for each decision that does not come out the same

    A decision names the hash of its rules and of its order; both must be in the archive (RULES.md
    U-035). Exit code 1 where a decision comes out otherwise or cannot be found.

    example: dealer-rules replay decisions.ndjson --archive Examples/Projects/offer-sheet
    """

  static let new = """
    dealer-rules new: start a rule project

    usage: dealer-rules new FOLDER [--currency CNY] [--json]

    Writes rules.json with one offer, products.csv, customers.csv, prices.csv, orders.csv and
    tests/first.json into a folder that is not there yet or is empty. The project checks clean,
    its test passes and its orders have prices.

    example: dealer-rules new my-rules
    """

  static let report = """
    dealer-rules report: write what differs between two rule sets as a page for a browser

    usage: dealer-rules report OLD NEW --html F [options]

      --html F        the page; it needs no network and nothing else
      --lang en|zh    its language (default en)
      --title TEXT    its title
      --control-dealers A,B   dealers, with those below them, beside whom the goods of offers are
      --control-regions R,S   set, and regions (RULES.md U-038)
      --orders, --date, --known, --threads, --pilot-dealers, --pilot-regions as `diff` has them
      --json          the object of `diff --json` as well

    The page shows the sums, the way from list to payable, how many orders move by how much, who
    falls and rises, what each offer costs and how often it is used, and a table of all dealers
    that can be searched (RULES.md U-036).

    example: dealer-rules report rules-now rules-next --html report.html
    """
}
