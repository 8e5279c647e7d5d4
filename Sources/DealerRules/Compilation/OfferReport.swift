/// Collects what is wrong with one offer, each finding with the path to the value it is about.
struct OfferReport {
  let offer: Offer
  private(set) var findings: [Diagnostic] = []

  init(offer: Offer) { self.offer = offer }

  /// Adds `offer ID WHAT`.
  mutating func add(
    _ code: DiagnosticCode, _ what: String, help: String, _ place: [String]
  ) {
    var finding = Diagnostic(
      code: code, message: "offer \(Diagnostic.quote(offer.id)) \(what)", help: help,
      span: offer.origin)
    finding.subject = Subject(fields: Array(place.prefix(1)), path: Array(place.dropFirst()))
    findings.append(finding)
  }

  /// Adds that nothing of this name is declared.
  mutating func addUnknown(
    _ what: String, _ name: String, among names: [String], help: String, _ place: [String]
  ) {
    let meant = Suggestion.closest(to: name, among: names)
    add(
      .unknownReference, "names the \(what) \(Diagnostic.quote(name)), which there is not",
      help: meant.map { "did you mean `\($0)`?" } ?? help, place)
  }

  mutating func requirePositive(_ value: Int64?, _ place: [String]) {
    guard let value, value <= 0 else { return }
    let name = place.last ?? ""
    add(
      value == 0 ? .zeroNotAllowed : .negativeNotAllowed, "states `\(name)` not above zero",
      help: "write a number above zero", place)
  }

  /// Of a stated unit whole ones are counted (RULES.md O-015, O-017).
  mutating func requireWhole(_ quantity: Quantity?, in unit: String?, _ place: [String]) {
    guard unit != nil, let quantity, quantity.thousandths % 1000 != 0 else { return }
    add(
      .offerMismatch, "counts parts of a `unit`", help: "write a whole number, or leave `unit` out",
      place)
  }

  mutating func requireNotNegative(_ value: Int64?, _ place: [String]) {
    guard let value, value < 0 else { return }
    let name = place.last ?? ""
    add(
      .negativeNotAllowed, "states `\(name)` below zero", help: "write zero or more", place)
  }
}

extension PatternSlot {
  /// Whether an amount says how much fills it.
  var isAmount: Bool {
    if case .amount = need { return true }
    return false
  }
}

extension Cut {
  /// The field that states it.
  var word: String {
    switch self {
    case .percentOff: "percentOff"
    case .amountOff: "amountOff"
    case .fixedPrice: "fixedPrice"
    }
  }

  /// The unit that amounts and prices are for; `nil` is the base unit.
  var unit: String? {
    switch self {
    case .percentOff: nil
    case .amountOff(_, let unit), .fixedPrice(_, let unit): unit
    }
  }
}
