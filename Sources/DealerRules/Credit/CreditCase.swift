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

    /// What can still be asked; `nil` without bound.
    var room: Int64? { limit.map { $0.subtractingReportingOverflow(exposure).partialValue } }
  }

  var request: CreditRequest
  var node: Int
  /// The whole document in the node's currency.
  var whole: Int64 = 0
  /// What is asked as credit, in the node's currency.
  var asked: Int64 = 0
  /// What the document that is replaced counts for at the node.
  var replaced: Int64 = 0
  /// Position of the entry that is replaced.
  var own: Int?
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

  /// A change that only lowers what is reserved.
  var isDecrease: Bool { own != nil && whole <= replaced }
}
