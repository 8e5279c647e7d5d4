/// How long goods must still keep when they reach the dealer (RULES.md R-027).
public struct ShelfLifeBounds: Hashable, Sendable {
  /// At least so many days must be left, or `nil`.
  public var days: Int32?
  /// The number of the customer that says how many days must be left instead, or `nil`.
  public var attribute: String?
  /// At least this part of the days between making and expiry must be left, or `nil`.
  public var share: Rate?
  /// The date of the order that days are counted from.
  public var date: PricingDate
  /// Of several checks that hold for a line the one with the smallest number decides.
  public var priority: Int32

  /// Creates bounds.
  public init(
    days: Int32? = nil, attribute: String? = nil, share: Rate? = nil,
    date: PricingDate = .requested, priority: Int32 = 0
  ) {
    self.days = days
    self.attribute = attribute
    self.share = share
    self.date = date
    self.priority = priority
  }
}

/// Goods of one product in stock that were made and expire together (RULES.md R-027).
public struct StockLot: Hashable, Sendable {
  /// The product's id.
  public var product: String
  /// What the lot is called.
  public var lot: String
  /// The day it was made, or `nil` where that is not known.
  public var made: CivilDate?
  /// The last day on which it may be used, or `nil` where it does not expire.
  public var expires: CivilDate?
  /// Thousandths of base units, not below zero.
  public var quantity: Int64

  /// Creates a lot.
  public init(
    product: String, lot: String, made: CivilDate? = nil, expires: CivilDate? = nil,
    quantity: Int64
  ) {
    self.product = product
    self.lot = lot
    self.made = made
    self.expires = expires
    self.quantity = quantity
  }
}
