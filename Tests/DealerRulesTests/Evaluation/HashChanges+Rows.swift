import TestSupport

@testable import DealerRules

// Every field of a price row changed, one at a time.
extension HashChanges {
  static let rows: [@Sendable (inout [PriceRow]) -> Void] = [
    { $0[0].id = nil },
    { $0[0].id = "x" },
    { $0[0].key[0] = "x" },
    { $0[0].key[1] = "x" },
    { $0[0].key.reverse() },
    { $0[0].value = .amount(0) },
    { $0[0].currency = nil },
    { $0[0].currency = .cny },
    { $0[0].unit = nil },
    { $0[0].unit = "box" },
    { $0[0].per = .one },
    { $0[0].from = 4 },
    { $0[0].from = 0 },
    { $0[0].below = nil },
    { $0[0].below = 31 },
    { $0[0].validity = .always },
    { $0[0].validity.from = Instant(secondsSinceEpoch: 11) },
    { $0[0].cap = nil },
    { $0[0].cap = .amount(1000) },
    { $0[0].cap = .quantity(Quantity(2) ?? .one) },
    { $0[0].surcharge = 0 },
    { $0[0].surcharge = -4 },
    { $0[1].value = .amount(12) },
    { $0[1].cap = .amount(6) },
    { $0[2].id = "r2" },
    { $0[2].key[0] = "c1" },
    { $0.removeLast() },
    { $0.append($0[3]) },
    { $0[0].value = HashWorld.derived { $0.base = .kind("x") } },
    { $0[0].value = HashWorld.derived { $0.base = .table("retail") } },
    { $0[0].value = HashWorld.derived { $0.factor = .one } },
    { $0[0].value = HashWorld.derived { $0.plus = 2 } },
    { $0[0].value = HashWorld.derived { $0.point.step = 11 } },
    { $0[0].value = HashWorld.derived { $0.point.ending = 1 } },
    { $0[0].value = HashWorld.derived { $0.point.mode = .down } },
    { $0[0].value = HashWorld.derived { $0.floor = nil } },
    { $0[0].value = HashWorld.derived { $0.ceiling = nil } },
  ]
}

extension HashWorld {
  /// The derived value of the first row, changed.
  static func derived(_ change: (inout Derivation) -> Void) -> PriceValue {
    guard case .derived(var derivation) = rows()[0].value else { return .amount(0) }
    change(&derivation)
    return .derived(derivation)
  }
}
