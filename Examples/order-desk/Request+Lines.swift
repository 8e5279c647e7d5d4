import DealerRules

// Lines of requests, read by the library from their own bytes so that decimals stay exact.
extension Request {
  /// A word of a list.
  func word<Value: RawRepresentable & CaseIterable>(
    _ name: String
  ) throws -> Value? where Value.RawValue == String {
    guard has(name) else { return nil }
    guard let value = Value(rawValue: try text(name)) else {
      let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw RequestError(message: "`\(name)` is one of \(words)")
    }
    return value
  }

  /// The goods of a return (RULES.md Z-020): `lines`, one `line` with its `quantity`, or `whole`.
  func goods(of sale: StoredSale, on day: CivilDate) throws -> ReturnRequest {
    var members = [
      "\"id\":\(Reply.quoted(id))", "\"sale\":\(Reply.quoted(sale.order))", "\"date\":\"\(day)\"",
    ]
    for name in ["amount", "approvedBy", "approvedLevel", "charges", "kind", "lines", "reason"] {
      guard let bytes = rawMember(name) else { continue }
      members.append("\"\(name)\":" + String(decoding: bytes, as: UTF8.self))
    }
    let isWhole = try flag("whole")
    guard !has("line") && !has("quantity") || !has("lines") && !isWhole else {
      throw RequestError(message: "state `line` with its `quantity`, `lines` or `whole`")
    }
    if isWhole {
      members.append("\"whole\":true")
    } else if !has("lines"), !has("charges") && !has("amount") || has("line") {
      let number = try number("line")
      let quantity = try text("quantity")
      members.append(
        "\"lines\":[{\"number\":\(number),\"quantity\":\(Reply.quoted(quantity))}]")
    }
    if let bytes = rawMember("facts") {
      guard !has("delivered") else {
        throw RequestError(message: "`delivered` stands in `facts`, or beside no `facts`")
      }
      members.append("\"facts\":" + String(decoding: bytes, as: UTF8.self))
    } else if let bytes = rawMember("delivered") {
      members.append("\"facts\":{\"delivered\":\(String(decoding: bytes, as: UTF8.self))}")
    }
    let text = "{\(members.joined(separator: ","))}".filter { $0 != "\n" }
    do {
      let source = RuleSource(name: "return", bytes: Array(text.utf8))
      guard let request = try ReturnRequest.read(source).first else {
        throw RequestError(message: "the return is empty")
      }
      return request
    } catch let errors as RuleErrors {
      throw RequestError(
        message: "the return: " + errors.diagnostics.map(\.message).joined(separator: "; "))
    }
  }

  /// What happened to a return, read of one member: `lines` of goods that arrived or were looked
  /// at, `facts` that became known (RULES.md Z-070, Z-074).
  func returnStep(_ name: String) throws -> ReturnStep {
    guard let bytes = rawMember(name) else {
      throw RequestError(message: "`\(name)` is missing")
    }
    let text =
      "{\"id\":\(Reply.quoted(id)),\"step\":\"\(op)\",\"\(name)\":"
      + String(decoding: bytes, as: UTF8.self) + "}"
    do {
      let source = RuleSource(name: op, bytes: Array(text.filter { $0 != "\n" }.utf8))
      guard let event = try ReturnEvent.read(source).first else {
        throw RequestError(message: "`\(name)` is empty")
      }
      return event.step
    } catch let errors as RuleErrors {
      throw RequestError(
        message: "`\(name)`: " + errors.diagnostics.map(\.message).joined(separator: "; "))
    }
  }

  /// Quantities by line number.
  func quantities(_ name: String) throws -> [Int32: Int64] {
    guard has(name) else { return [:] }
    guard let list = value(name) as? [[String: Any]] else {
      throw RequestError(message: "`\(name)` is a list of objects")
    }
    var result: [Int32: Int64] = [:]
    for object in list {
      guard let number = (object["number"] as? Int).flatMap({ Int32(exactly: $0) }),
        let quantity = (object["quantity"] as? String).flatMap({ Quantity($0) }),
        quantity >= .zero, object.count == 2
      else {
        throw RequestError(message: "`\(name)` has objects of `number` and `quantity`, as text")
      }
      guard result.updateValue(quantity.thousandths, forKey: number) == nil else {
        throw RequestError(message: "`\(name)` names line \(number) twice")
      }
    }
    return result
  }

  /// New lines, in the form of lines of an order.
  func addedLines(_ rules: CompiledRules) throws -> [OrderLine] {
    guard let bytes = rawMember("add") else { return [] }
    let customer = rules.book.customers.first?.id ?? ""
    let text =
      "{\"id\":\"add\",\"customer\":\(Reply.quoted(customer)),\"date\":\"2000-01-01\",\"lines\":"
      + String(decoding: bytes, as: UTF8.self) + "}"
    return try order(Array(text.utf8), "add", rules).lines
  }
}
