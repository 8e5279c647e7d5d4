// Checks of orders as snapshots keep them.
extension QuantityBounds: SnapshotValue {
  static var blank: QuantityBounds { QuantityBounds() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.quantity(&least)
    try stream.quantity(&most)
    try stream.quantity(&multiple)
    try stream.choice(&per)
    try stream.text(&total)
    try stream.choice(&period)
  }
}

extension RequiredGoods: SnapshotValue {
  static var blank: RequiredGoods { RequiredGoods(of: .always, quantity: .zero) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.value(&of)
    try stream.quantity(&quantity)
  }
}

extension UsualQuantity: SnapshotValue {
  static var blank: UsualQuantity { UsualQuantity(attribute: "") }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&attribute)
    try stream.rate(&above)
    try stream.rate(&below)
    try stream.text(&season)
    try stream.choice(&per)
  }
}

extension TransferBounds: SnapshotValue {
  static var blank: TransferBounds { TransferBounds(most: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&most)
    try stream.integer(&uncounted)
    try stream.rate(&control)
  }
}

extension ShelfLifeBounds: SnapshotValue {
  static var blank: ShelfLifeBounds { ShelfLifeBounds() }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&days)
    try stream.text(&attribute)
    try stream.rate(&share)
    try stream.choice(&date)
    try stream.integer(&priority)
  }
}

extension DuplicateWindow: SnapshotValue {
  static var blank: DuplicateWindow { DuplicateWindow(seconds: 0) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.integer(&seconds)
    try stream.choice(&channels)
  }
}

extension CheckTest: SnapshotValue {
  static var blank: CheckTest { .stock }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    var condition: Condition = .always
    var bounds: QuantityBounds = .blank
    var goods: [RequiredGoods] = []
    var usual: UsualQuantity = .blank
    var transfers: TransferBounds = .blank
    var life: ShelfLifeBounds = .blank
    var window: DuplicateWindow = .blank
    var kind = 0
    switch self {
    case .require(let a0): (kind, condition) = (0, a0)
    case .quantity(let a0): (kind, bounds) = (1, a0)
    case .assortment(let a0): (kind, goods) = (2, a0)
    case .unusual(let a0): (kind, usual) = (3, a0)
    case .stock: kind = 4
    case .transfers(let a0): (kind, transfers) = (5, a0)
    case .shelfLife(let a0): (kind, life) = (6, a0)
    case .duplicate(let a0): (kind, window) = (7, a0)
    }
    kind = try stream.kind(kind, of: 8)
    switch kind {
    case 0:
      try stream.value(&condition)
      self = .require(condition)
    case 1:
      try stream.value(&bounds)
      self = .quantity(bounds)
    case 2:
      try stream.list(&goods)
      self = .assortment(goods)
    case 3:
      try stream.value(&usual)
      self = .unusual(usual)
    case 4: self = .stock
    case 5:
      try stream.value(&transfers)
      self = .transfers(transfers)
    case 6:
      try stream.value(&life)
      self = .shelfLife(life)
    default:
      try stream.value(&window)
      self = .duplicate(window)
    }
  }
}

extension OrderCheck: SnapshotValue {
  static var blank: OrderCheck { OrderCheck(id: "", .stock) }

  mutating func pass<Stream: SnapshotStream>(
    through stream: inout Stream
  ) throws(Stream.Failure) {
    try stream.text(&id)
    try stream.value(&when)
    try stream.value(&test)
    try stream.choice(&outcome)
    try stream.integer(&level)
    try stream.choice(&unknown)
    try stream.validity(&validity)
    try stream.choice(&status)
    try stream.origin(&origin)
  }
}
