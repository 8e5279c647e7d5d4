/// Offers as columns, in the order in which they take effect: phase, priority, id (RULES.md O-007).
struct OfferTable: Sendable {
  /// What a benefit does; values of ``benefitValue`` beside it.
  enum BenefitKind: UInt8, Sendable { case percentOff, amountOffPerUnit, fixedUnitPrice }

  // Offers.
  var phase: [Int32] = []
  /// Index into ``groupChoice``, −1 for none.
  var group: [Int32] = []
  var from: [Int64] = []
  var until: [Int64] = []
  var benefit: [BenefitKind] = []
  var benefitValue: [Int64] = []
  /// −1 for the base unit.
  var benefitUnit: [Int32] = []
  var includesProtected: [Bool] = []
  var customerNode: [Int32] = []
  var productNode: [Int32] = []
  var restNode: [Int32] = []
  /// Position in the book.
  var bookIndex: [Int32] = []

  // Phases.
  var phases: [Phase] = []
  var groupChoice: [GroupChoice] = []

  // Candidate index.
  var words = 0
  var customers = ClassIndex()
  var products = ClassIndex()

  var count: Int { phase.count }
}

/// Rows of one side in classes that match the same offers, with one bit per offer and class.
struct ClassIndex: Sendable {
  /// The class of each customer or product.
  var classes: [Int32] = []
  /// `words` words per class.
  var bits: [UInt64] = []
  /// Bits were too many to keep; every offer is a candidate and its condition is tested per line.
  var testsPerLine = false
}
