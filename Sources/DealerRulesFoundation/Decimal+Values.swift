public import DealerRules
public import Foundation

// Amounts, quantities and rates as `Decimal` and back, exactly (RULES.md M-001, Q-001, M-005).

extension Decimal {
  /// The amount in main units: 12.50 for `Money("12.50", .cny)`. Always exact.
  public init(_ money: Money) { self.init(units: money.millionths, decimals: Money.scale) }

  /// The quantity in units. Always exact.
  public init(_ quantity: Quantity) {
    self.init(units: quantity.thousandths, decimals: Quantity.scale)
  }

  /// The rate as a fraction: 0.125 for `Rate("12.5%")`. Always exact.
  public init(_ rate: Rate) { self.init(units: rate.millionths, decimals: 6) }

  private init(units: Int64, decimals: Int) {
    self.init(
      sign: units < 0 ? .minus : .plus, exponent: -decimals,
      significand: Decimal(units.magnitude))
  }

  /// Plain digits, as the readers of the core take them.
  fileprivate var plainText: String { description }
}

extension Money {
  /// The amount that a decimal number of main units is; `nil` when it has more than 6 decimals, is
  /// not a number or does not fit.
  public init?(exactly decimal: Decimal, _ currency: Currency) {
    self.init(decimal.plainText, currency)
  }
}

extension Quantity {
  /// The quantity that a decimal is; `nil` when it has more than 3 decimals, is not a number or
  /// lies outside ``DealerRules/Quantity/bounds``.
  public init?(exactly decimal: Decimal) { self.init(decimal.plainText) }
}

extension Rate {
  /// The rate that a fraction is, 12.5 % for 0.125; `nil` when it is finer than 0.0001 %, is not a
  /// number or lies outside ``DealerRules/Rate/bounds``.
  public init?(exactly fraction: Decimal) { self.init(fraction.plainText) }
}
