/// Offers as columns, in the order in which they take effect: phase, priority, id (RULES.md O-007).
struct OfferTable: Sendable {
  // Offers.
  var phase: [Int32] = []
  /// Index into ``groupChoice``, −1 for none.
  var group: [Int32] = []
  var from: [Int64] = []
  var until: [Int64] = []
  /// The cut of an offer that is one.
  var cut: [CutTerms] = []
  var terms: [OfferTerms] = []
  var includesProtected: [Bool] = []
  var customerNode: [Int32] = []
  var productNode: [Int32] = []
  var restNode: [Int32] = []
  /// Position in the book.
  var bookIndex: [Int32] = []

  // What terms refer to.
  var thresholds: [ThresholdTerms] = []
  var ladders: [LadderTerms] = []
  var rungs: [RungTerms] = []
  var patterns: [PatternTerms] = []
  var slots: [SlotTerms] = []
  var gifts: [GiftTerms] = []
  /// Some offer stands alone in the whole order (RULES.md O-029).
  var hasAlone = false
  /// A phase counts what applied in earlier ones (RULES.md O-023).
  var looksBack = false
  /// Some offer gives lines their own product on top.
  var givesOwnGoods = false
  var giftProducts: [Int32] = []
  var unitLimits: [UnitTerms] = []
  var limits: [OfferLimits] = []
  var compatibility: [CompatibilityTerms] = []
  /// Coupon codes of all offers and conditions, and those of each offer as symbols.
  var codes = SymbolTable()
  var codeLists: [Int32] = []
  /// Offers by id; −1 for one that is not published.
  var byID: IdentifierMap<Int32> = [:]
  /// Offers that cut a charge, in the order of O-007.
  var chargeOffers: [Int32] = []

  // Phases.
  var phases: [Phase] = []
  var groups: [OfferGroup] = []
  /// The kind that each phase's effects do not undercut, −1 for none.
  var floorKind: [Int32] = []

  // Candidate index.
  var words = 0
  var customers = ClassIndex()
  var products = ClassIndex()

  var count: Int { phase.count }

  /// What an offer says about combining with others.
  func compatibility(of offer: Int32) -> CompatibilityTerms {
    let row = terms[Int(offer)].tags
    return row < 0 ? CompatibilityTerms() : compatibility[Int(row)]
  }
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

extension OfferTable {
  /// Whether neither the customer nor the product closes an offer.
  func isOpen(_ offer: Int, customer: Int, product: Int) -> Bool {
    let left = Int(customers.classes[customer]) * words + offer >> 6
    let right = Int(products.classes[product]) * words + offer >> 6
    return (customers.bits[left] & products.bits[right]) >> (offer & 63) & 1 == 1
  }
}
