/// Which earlier orders may be the same one (RULES.md R-028).
public enum DuplicateChannels: String, Hashable, Sendable, CaseIterable {
  /// Those of every channel.
  case any
  /// Those that did not come through the order's own channel.
  case other
}

/// How near in time an order of the same goods is suspected to be the same one (RULES.md R-028).
public struct DuplicateWindow: Hashable, Sendable {
  /// Seconds between the two orders, at most.
  public var seconds: Int64
  /// Which orders are compared.
  public var channels: DuplicateChannels

  /// Creates a window.
  public init(seconds: Int64, channels: DuplicateChannels = .any) {
    self.seconds = seconds
    self.channels = channels
  }
}

/// An order that the dealer has placed elsewhere or before (RULES.md R-028).
public struct RecentOrder: Hashable, Sendable {
  /// What was ordered of one product.
  public struct Line: Hashable, Sendable {
    /// The product's id.
    public var product: String
    /// Thousandths of base units.
    public var quantity: Int64

    /// Creates a line.
    public init(product: String, quantity: Int64) {
      self.product = product
      self.quantity = quantity
    }
  }

  /// The order's id.
  public var id: String
  /// When it was made.
  public var moment: OrderMoment
  /// The channel it came through, or `nil` where that is not known.
  public var channel: String?
  /// What was ordered; several lines of one product add up.
  public var lines: [Line]

  /// Creates a recent order.
  public init(id: String, moment: OrderMoment, channel: String? = nil, lines: [Line]) {
    self.id = id
    self.moment = moment
    self.channel = channel
    self.lines = lines
  }
}
