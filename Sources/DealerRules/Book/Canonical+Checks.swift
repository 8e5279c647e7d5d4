// Canonical forms of checks; origins are no part of them.
extension CanonicalEncoder {
  mutating func content(of check: OrderCheck) {
    text(1, check.id)
    condition(2, check.when)
    nested(3) { $0.content(of: check.test) }
    text(4, check.outcome.rawValue)
    integer(5, Int64(check.level))
    text(6, check.unknown.rawValue)
    validity(7, check.validity)
    text(8, check.status.rawValue)
  }

  private mutating func content(of test: CheckTest) {
    switch test {
    case .require(let condition):
      integer(1, 1)
      self.condition(2, condition)
    case .quantity(let bounds):
      integer(1, 2)
      integer(3, bounds.least?.thousandths)
      integer(4, bounds.most?.thousandths)
      integer(5, bounds.multiple?.thousandths)
      text(6, bounds.per.rawValue)
      text(7, bounds.total)
      if bounds.period != .all { text(26, bounds.period.rawValue) }
    case .assortment(let goods):
      integer(1, 3)
      ordered(8, goods) { item, encoder in
        encoder.condition(1, item.of)
        encoder.integer(2, item.quantity.thousandths)
      }
    case .unusual(let usual):
      integer(1, 4)
      text(9, usual.attribute)
      integer(10, usual.above?.millionths)
      integer(11, usual.below?.millionths)
      text(12, usual.season)
      if usual.per != .line { text(25, usual.per.rawValue) }
    case .stock: integer(1, 5)
    case .transfers(let bounds):
      integer(1, 6)
      integer(13, bounds.most)
      integer(14, bounds.uncounted)
      integer(15, bounds.control.millionths)
    case .shelfLife(let bounds):
      integer(1, 7)
      integer(16, bounds.days.map(Int64.init))
      text(17, bounds.attribute)
      integer(18, bounds.share?.millionths)
      text(19, bounds.date.rawValue)
      integer(20, Int64(bounds.priority))
    case .duplicate(let window):
      integer(1, 8)
      integer(21, window.seconds)
      text(22, window.channels.rawValue)
    }
  }
}
