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
    price rows and other rules how many were made use of. Exit code 1 where a test fails.

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

    example: dealer-rules gate Examples/Projects/snack-brand Examples/Projects/snack-brand --max-revenue-change 0.5%
    """
}
