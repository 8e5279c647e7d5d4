// Numbers of the reasons why offers did not apply (RULES.md E-002).
extension CompiledRules {
  /// The numbers of why an offer did not apply, where they are none of amounts compared.
  func offerNumbers(of record: ReasonRecord, _ currency: Currency) -> [Reason.Number] {
    switch record.code {
    case .noSet: slotNumbers(of: record, currency)
    case .limitReached: limitNumbers(of: record)
    default: [Reason.Number(name: "has", record.a, scale: 0)]
    }
  }

  /// Which slots found too few units, how many they need and how many there are.
  private func slotNumbers(of record: ReasonRecord, _ currency: Currency) -> [Reason.Number] {
    let bits = Int(record.c & 0xFFFF)
    guard bits != 0 else { return [] }
    let terms = offers.terms[record.rule.index]
    var slots: [String] = []
    if terms.kind == .pattern {
      let pattern = offers.patterns[Int(terms.detail)]
      for slot in 0..<Int(pattern.buy.upperBound - pattern.get.lowerBound)
      where bits & (1 << slot) != 0 {
        let buy = slot - pattern.get.count
        slots.append(buy < 0 ? "get \(slot + 1)" : "buy \(buy + 1)")
      }
    } else {
      slots = ["groupsOf"]
    }
    let isAmount = record.c & Workspace.amountSlot != 0
    let scale = isAmount ? Money.scale : Quantity.scale
    let minimum = isAmount ? currency.exponent : 0
    return [
      Reason.Number(name: "slot", text: slots.joined(separator: "+")),
      Reason.Number(name: "needed", record.b, scale: scale, minimum: minimum),
      Reason.Number(name: "has", record.a, scale: scale, minimum: minimum),
    ]
  }

  /// The limit of which nothing remains, and what is used of it.
  private func limitNumbers(of record: ReasonRecord) -> [Reason.Number] {
    guard record.c > 0, let kind = ReservationKind(rawValue: UInt8(clamping: record.c - 1)) else {
      return []
    }
    func number(_ value: Int64) -> String {
      switch kind {
      case .budget: Decimals.text(value, scale: Money.scale, minimum: book.currency.exponent)
      case .budgetUnits: Decimals.text(value, scale: Quantity.scale)
      default: Decimals.text(value, scale: 0)
      }
    }
    return [
      Reason.Number(name: "limit", text: kind.name),
      Reason.Number(name: "atMost", text: number(record.b)),
      Reason.Number(name: "has", text: number(record.a)),
    ]
  }
}
