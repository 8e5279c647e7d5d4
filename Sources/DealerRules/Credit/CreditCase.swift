/// A request on its way through a book: what is asked where (RULES.md B-004, B-013).
struct CreditCase {
  /// One node on the way up, as far as exposure counts there.
  struct Level {
    var node: Int
    /// Exposure without the document, after a payment that is tried.
    var exposure: Int64
    var limit: Int64?
    /// What is asked as credit, in the node's currency.
    var asked: Int64
    /// What a payment that is tried settles of invoices, in the node's currency.
    var settled: Int64

    /// What can still be asked; `nil` without bound.
    /// - Throws: ``NumericError/overflow``.
    func room() throws(NumericError) -> Int64? {
      guard let limit else { return nil }
      return try Wide.subtract(limit, exposure)
    }
  }

  var request: CreditRequest
  var node: Int
  /// The whole document in the node's currency.
  var whole: Int64 = 0
  /// What is asked as credit, in the node's currency.
  var asked: Int64 = 0
  /// Position of the entry that is replaced.
  var own: Int?
  /// What the entry that is replaced counts for at its node and at those above.
  var replaced: [Int: Int64] = [:]
  /// A payment that is tried, in the node's currency.
  var paid: Int64 = 0
  /// What of it settles invoices.
  var settled: Int64 = 0
  var levels: [Level] = []
  /// The node and all above whose word counts here.
  var chain: [Int] = []
  /// Open invoices after the payment that is tried.
  var items: [CreditItem] = []
  var funding: [FundingShare] = []
  /// What no source pays.
  var unfunded: Int64 = 0
  var reasons: [CreditReason] = []

  /// A change of an order that only lowers what is reserved; goods that are to leave are asked in
  /// full.
  var isDecrease: Bool {
    // Of what has no rate nobody knows whether it is larger.
    request.checkpoint == .order && !isMoved && replaced[node].map { whole <= $0 } ?? false
  }
  /// The account is asked about, not a document (RULES.md B-019).
  var isProbe = false
  /// Whether the entry that is replaced stands at another node.
  var isMoved = false
}
