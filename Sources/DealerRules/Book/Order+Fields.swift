extension Order {
  /// What conditions see of an order's own fields beside its attributes: each hides an attribute of
  /// its name (RULES.md C-002).
  var statedFields: [(name: String, value: AttributeValue)] {
    var fields: [(name: String, value: AttributeValue)] = [
      ("fulfilment", .text(fulfilment.rawValue)), ("solicitation", .text(solicitation.rawValue)),
    ]
    if let requested { fields.append(("requested", .date(requested))) }
    if let shipped { fields.append(("shipped", .date(shipped))) }
    if let seller { fields.append(("seller", .text(seller))) }
    if let billTo { fields.append(("billTo", .text(billTo))) }
    if let terms = credit.terms { fields.append(("terms", .text(terms))) }
    return fields
  }

  /// The civil date of the order in a zone (RULES.md D-003).
  public func day(in zone: ZoneOffsets) -> CivilDate {
    switch moment {
    case .date(let date): date
    case .instant(let instant): zone.date(of: instant)
    }
  }
}
