extension LedgerWriter {
  /// An action: a tag, and its fields in order.
  mutating func action(_ action: LedgerAction) {
    switch action {
    case .open(let node):
      byte(1)
      self.node(node)
    case .limit(let node, let limit, let until):
      byte(2)
      id(node)
      self.limit(limit)
      instant(until)
    case .reserve(let node, let amount, let expires, let hold, let counts):
      head(3, node, amount)
      instant(expires)
      byte(hold.rawValue)
      flag(counts)
    case .amend(let reservation, let amount): head(4, reservation, amount)
    case .ship(let reservation, let amount, let close):
      head(5, reservation, amount)
      flag(close)
    case .void(let reservation): head(6, reservation)
    case .release(let reservation): head(7, reservation)
    case .override(let reservation, let override):
      head(8, reservation)
      self.override(override)
    case .restore(let reservation, let amount, let until):
      head(9, reservation, amount)
      instant(until)
    case .invoice(let reservation, let amount, let due):
      head(10, reservation, amount)
      instant(due)
    case .post(let node, let amount, let due):
      head(11, node, amount)
      instant(due)
    case .pay(let node, let amount, let item):
      head(12, node, amount)
      id(item)
    case .creditMemo(let item, let amount): head(13, item, amount)
    case .allocate(let item, let amount): head(14, item, amount)
    case .refund(let node, let amount): head(15, node, amount)
    case .earn(let node, let amount, let vesting, let expires):
      head(16, node, amount)
      self.vesting(vesting)
      instant(expires)
    case .vest(let lot): head(17, lot)
    case .takeBack(let lot, let amount): head(18, lot, amount)
    case .note(let text):
      byte(19)
      self.text(text)
    case .remind(let item, let level):
      head(20, item)
      byte(UInt8(clamping: level))
    case .dispute(let item, let isDisputed):
      head(21, item)
      flag(isDisputed)
    }
  }

  private mutating func head(_ tag: UInt8, _ name: String) {
    byte(tag)
    id(name)
  }

  private mutating func head(_ tag: UInt8, _ name: String, _ amount: Int64) {
    head(tag, name)
    integer(amount)
  }
}
