import TestSupport
import Testing

@testable import DealerRules

/// What a snapshot keeps of a book (RULES.md S-001, S-002).
@Suite("S-001 snapshots keep every field") struct SnapshotBookTests {
  /// A book written and read, whether it compiles or not.
  private static func copy(_ book: RuleBook) throws -> RuleBook {
    var writer = SnapshotWriter()
    var book = book
    book.pass(through: &writer)
    let bytes = writer.finished()
    var reader = try SnapshotReader(bytes)
    var read = RuleBook.blank
    try read.pass(through: &reader)
    try reader.finish()
    var again = SnapshotWriter()
    read.pass(through: &again)
    #expect(again.finished() == bytes)
    return read
  }

  @Test func everyFieldOfEveryElement() throws {
    let changes =
      HashChanges.catalogAndPrices + HashChanges.offersAndCharges + HashChanges.benefits
      + HashChanges.agreements + HashChanges.guards + HashChanges.checks + HashChanges.credit
      + HashChanges.returns
    var seen: Set<String> = []
    for (index, change) in changes.enumerated() {
      var book = HashWorld.book()
      change(&book)
      let text = StatedFields.text(book)
      #expect(StatedFields.text(try Self.copy(book)) == text, "change \(index)")
      seen.insert(text)
    }
    #expect(seen.count == changes.count)
    print("books copied \(changes.count)")
  }

  @Test func everyConditionAndRow() throws {
    for (index, condition) in HashChanges.conditions.enumerated() {
      var book = HashWorld.book()
      book.offers[0].when = condition
      let copy = try Self.copy(book)
      #expect(StatedFields.text(copy.offers[0].when) == StatedFields.text(condition), "\(index)")
    }
    for (index, change) in HashChanges.rows.enumerated() {
      var (book, rows) = (HashWorld.book(), HashWorld.rows())
      change(&rows)
      book.priceTables[0].rows = PriceRows(keyCount: 2)
      for row in rows { book.priceTables[0].rows.append(row) }
      let copy = try Self.copy(book).priceTables[0].rows
      for position in 0..<copy.count {
        let row = book.priceTables[0].rows[position]
        #expect(StatedFields.text(copy[position]) == StatedFields.text(row), "\(index)")
      }
      #expect(copy.count == rows.count)
    }
  }

  /// What no hash is taken of: places, documents, open documents and a policy's rarer parts.
  @Test func whatNoHashShows() throws {
    var book = HashWorld.book()
    book.sources = [
      RuleSource(name: "a.json", text: "{}"), RuleSource(name: "b", bytes: [255, 0, 7, 1, 2]),
      RuleSource(name: "", bytes: [], linesBefore: 7),
    ]
    for index in book.offers.indices {
      book.offers[index].origin = SourceSpan(source: 1, start: 7, end: UInt32.max)
    }
    book.credit = SnapshotBookTests.policy
    var entry = CreditEntry(
      id: "e", node: "n", .invoice, Money(millionths: -7, .usd), rate: Factor(7, 3),
      ships: CivilDate(unchecked: 1), due: CivilDate(unchecked: 2))
    (entry.level, entry.remindedOn, entry.isDisputed) = (3, CivilDate(unchecked: 4), true)
    book.creditFacts.entries = [entry]
    var account = CreditAccount()
    account.holds = [
      CreditHold(who: "a", why: "b", through: CivilDate(unchecked: 5), effect: .warn)
    ]
    (account.score, account.funds) = (-1, ["fund": 5])
    book.creditFacts.accounts = ["n": account, "m": CreditAccount()]
    book.creditFacts.rates = [
      CreditRate(.usd, .eur, HashWorld.factor(3), days: CreditDays(from: CivilDate(unchecked: 1)))
    ]
    #expect(StatedFields.text(try Self.copy(book)) == StatedFields.text(book))
  }

  /// A policy with every kind of test and of due date.
  private static let policy: CreditPolicy = {
    var policy = CreditPolicy()
    let tests: [CreditTest] = [
      .always, .limit, .dynamicLimit(days: 1), .components, .documentAmount(2),
      .usedShare(.one), .overdueDays(days: 1, grace: 2, materiality: 3), .oldestItem(days: 4),
      .overdueAmountAndUsed(5, .one), .overdueAmount(6), .overdueShare(days: 7, .one),
      .reminderLevel(8), .status(["a", "b"]), .limitExpired(grace: 9, openIsExpired: true),
      .reviewDue(grace: 10), .termsWider, .discountWider, .changed(["terms"]),
      .deviation(.one, days: 11), .scoreBelow(-12), .prepaidShare(.zero),
    ]
    policy.rules = tests.enumerated().map { number, test in
      CreditRule(
        id: "\(number)", test, effect: .block, kind: .release, scope: .groups(["g"]),
        checkpoints: [.order, .invoice])
    }
    policy.rules.append(CreditRule(id: "n", .limit, scope: .nodes(["n"])))
    var node = CreditNode(id: "n", currency: .usd, limit: .unlimited)
    node.componentLimits = [.drafts: 5, .orders: 7]
    node.counted = [.orders, .overdue]
    policy.nodes = [node]
    policy.terms = [
      PaymentTerms(id: "a", .endOfMonth(plusDays: 1, months: 2)),
      PaymentTerms(id: "b", .cutOff(day: 25, payOn: 10, months: 1)),
    ]
    policy.terms[0].discounts = [CashDiscount(.one, days: 3)]
    var card = Scorecard(
      id: "card",
      criteria: [
        ScoreCriterion(id: "a", .fact("sales"), bands: [ScoreBand(from: 1, points: 2)]),
        ScoreCriterion(id: "b", .payments, bands: []),
      ],
      grades: [
        ScoreGrade(id: "A", from: 7, limit: .sales(.one)),
        ScoreGrade(id: "B", from: 1, limit: .amount(5)), ScoreGrade(id: "C", from: 0),
      ])
    card.criteria[0].missing = 4
    card.isAverage = true
    policy.scorecards = [card]
    policy.tierSchemes = [
      TierScheme(id: "t", tiers: [DealerTier(id: "gold", from: 1, rights: ["r"])], months: 6)
    ]
    policy.reminderPlans = [
      ReminderPlan(id: "p", steps: [ReminderStep(id: "s", days: 1, level: 2)], materiality: 3)
    ]
    policy.funding = [FundingSource(id: "f", .prepayment, most: .zero)]
    return policy
  }()
}
