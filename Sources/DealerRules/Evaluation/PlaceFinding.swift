/// What is wrong with one place that an order states, or that is taken for it (RULES.md R-012).
struct PlaceFinding: Sendable {
  /// What names the place.
  enum Source: String, Sendable {
    case shipTo, shipToCustomer, customer, endRegion, pickupAt, billTo, postalCode
  }

  var code: ReasonCode
  var source: Source
  /// The region or postal code as it is stated, or the region of the customer that is named.
  var text: String

  init(_ code: ReasonCode, _ source: Source, _ text: String) {
    self.code = code
    self.source = source
    self.text = text
  }
}
