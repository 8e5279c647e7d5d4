/// What an offer says, in words that a dealer can be given (RULES.md U-040).
public struct PolicyNotice: Hashable, Sendable {
  /// One heading and what stands under it.
  public struct Article: Hashable, Sendable {
    /// What the sentences are about.
    public var heading: String
    /// Whole statements, in fixed order.
    public var sentences: [String]
  }

  /// The offer's id.
  public var offer: String
  /// Its name, else its id.
  public var title: String
  /// Whom it is for, what it gives, when, with what beside it and within which bounds.
  public var articles: [Article]
  /// Orders that were priced and in which it takes effect: none, one or two.
  public var examples: [WorkedAmount]

  /// An order as priced, and what the offer did to it.
  public struct WorkedAmount: Hashable, Sendable {
    /// The order; its first line is the product's.
    public var order: Order
    /// Amounts of the whole order, in millionths: list, what this offer takes off, net.
    public var list: Int64
    /// What this offer takes off goods and charges.
    public var off: Int64
    /// What other offers take off goods.
    public var offByOthers: Int64
    /// The net of the order.
    public var net: Int64
    /// Charges and excluded tax of the order, after what this offer takes off them.
    public var charges: Int64
    /// The currency of the amounts.
    public var currency: Currency
    /// Free goods that the offer gives.
    public var gifts: [PricedGift]

    /// The order as a line of NDJSON that ``OrderReader`` reads (RULES.md N-005).
    public var document: String { WitnessWriter.text(order) }
  }
}

extension CompiledRules {
  /// Describes an offer of the book; `nil` where there is none of this id. The orders of one that
  /// is not published are priced as if it were.
  /// - Parameters:
  ///   - language: The language of headings and sentences; names stay as they are written.
  ///   - instant: When the worked orders are placed; by default the latest start of the offer or of
  ///     a price at which the offer is in force.
  ///   - evaluations: How many orders are priced at most to find two that show the offer.
  /// - Complexity: That of pricing an order, times the evaluations.
  public func notice(
    of offer: String, in language: Language, at instant: Instant? = nil, evaluations: Int = 2_000
  ) -> PolicyNotice? {
    guard
      let stated = book.offers.first(where: { IdentifierOrder.areEqual($0.id, offer) })
    else { return nil }
    var published = stated
    published.status = .published
    let rules = stated.status == .published ? self : (try? replacing(published)) ?? self
    var search = WorkedAmounts(rules, evaluations: evaluations)
    return PolicyNotice(
      offer: stated.id, title: stated.name.isEmpty ? stated.id : stated.name,
      articles: NoticeWriter(book, stated, language).articles,
      examples: search.examples(of: stated, at: instant))
  }
}
