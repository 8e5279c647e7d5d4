// Gifts that are announced by numbers, which change with the lines of their sale (RULES.md Z-002).
extension ReturnCase {
  /// A line of this return, of a gift with its offer and product.
  func named(_ line: ReturnRequest.Line) -> ReturnRequest.Line {
    guard line.gift == nil,
      let own = preview?.lines.first(where: { $0.number == line.number && $0.gift != nil })
    else { return line }
    var line = line
    (line.gift, line.product) = (own.gift, own.product)
    return line
  }

  /// A statement that is decided anew with the numbers by which its gifts were announced.
  func asAnnounced(_ statement: ReturnStatement) -> ReturnStatement {
    var numbers: [GiftKey: [Int32]] = [:]
    for line in preview?.lines ?? [] {
      guard let gift = line.gift else { continue }
      numbers[GiftKey(gift, line.product), default: []].append(line.number)
    }
    var result = statement
    for place in result.lines.indices {
      guard let gift = result.lines[place].gift else { continue }
      let key = GiftKey(gift, result.lines[place].product)
      guard let own = numbers[key], let number = own.first else { continue }
      result.lines[place].number = number
      if own.count > 1 { numbers[key]?.removeFirst() }
    }
    return result
  }
}
