// Canonical forms of agreements; origins are no part of them.
extension CanonicalEncoder {
  mutating func content(of agreement: Agreement) {
    text(1, agreement.id)
    text(2, agreement.name)
    validity(3, agreement.validity)
    text(4, agreement.status.rawValue)
    condition(5, agreement.when)
    // In the order listed, which the spread of a remainder follows (RULES.md A-007).
    ordered(6, agreement.receivers) { share, encoder in
      switch share.receiver {
      case .buyer: encoder.integer(1, 1)
      case .parent: encoder.integer(1, 2)
      case .customerAttribute(let name):
        encoder.integer(1, 3)
        encoder.text(2, name)
      case .orderAttribute(let name):
        encoder.integer(1, 4)
        encoder.text(2, name)
      }
      encoder.integer(3, share.share.millionths)
    }
    switch agreement.promise {
    case .rebate(let rebate): nested(7) { $0.content(of: rebate) }
    case .allowance(let allowance): nested(8) { $0.content(of: allowance) }
    case .points(let reward): nested(9) { $0.content(of: reward) }
    case .coupons(let kind, let reward):
      text(10, kind)
      nested(11) { $0.content(of: reward) }
    case .fund(let fund):
      nested(12) {
        $0.text(1, fund.balance)
        $0.integer(2, fund.most.millionths)
        $0.text(3, fund.effect.rawValue)
        $0.text(4, fund.use.rawValue)
        $0.rounding(5, fund.rounding)
      }
    case .groupBuy(let group):
      nested(13) {
        $0.text(1, group.product)
        $0.text(2, group.unit)
        $0.unordered(3, group.rungs) { rung, encoder in
          encoder.integer(1, rung.from)
          encoder.integer(2, rung.price)
        }
        $0.rounding(4, group.rounding)
      }
    }
  }

  private mutating func content(of rebate: Rebate) {
    basis(1, rebate.basis)
    unordered(2, rebate.rungs) { rung, encoder in
      encoder.integer(1, rung.from)
      switch rung.grant {
      case .rate(let rate): encoder.integer(2, rate.millionths)
      case .amount(let amount): encoder.integer(3, amount)
      case .lump(let amount): encoder.integer(4, amount)
      }
    }
    text(3, rebate.mode.rawValue)
    text(4, rebate.total)
    text(5, rebate.against)
    unordered(6, rebate.after) { $1.text(1, $0) }
    text(7, rebate.evidence)
    text(8, rebate.point.rawValue)
    rounding(9, rebate.rounding)
    text(10, rebate.pays.rawValue)
  }

  private mutating func content(of allowance: Allowance) {
    text(1, allowance.evidence)
    text(2, allowance.paid)
    switch allowance.grant {
    case .amount(let amount): integer(3, amount)
    case .goods(let product, let quantity):
      text(4, product)
      integer(5, quantity.thousandths)
    }
    integer(6, allowance.most)
  }

  private mutating func content(of reward: CountedReward) {
    basis(1, reward.basis)
    integer(2, reward.every)
    integer(3, reward.count)
    integer(4, reward.times)
    text(5, reward.each.rawValue)
    unordered(6, reward.multipliers) { multiplier, encoder in
      encoder.condition(1, multiplier.when)
      encoder.integer(2, multiplier.by)
    }
    integer(7, reward.validDays)
  }

  private mutating func basis(_ tag: UInt8, _ basis: AgreementBasis) {
    nested(tag) {
      switch basis {
      case .net: $0.integer(1, 1)
      case .list: $0.integer(1, 2)
      case .quantity(let unit):
        $0.integer(1, 3)
        $0.text(2, unit)
      case .kind(let id):
        $0.integer(1, 4)
        $0.text(2, id)
      case .attribute(let name):
        $0.integer(1, 5)
        $0.text(2, name)
      }
    }
  }
}
