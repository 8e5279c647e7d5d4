import Foundation

/// As much of JSON Schema as the library's own schemas use.
struct SchemaValidator {
  private let root: [String: Any]

  init(_ text: String) throws {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    root = object as? [String: Any] ?? [:]
  }

  /// What is wrong with a document; nothing where it is valid.
  func faults(_ value: Any) -> [String] { faults(value, root, "") }

  private func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
    var found: [String] = []
    if let name = schema["$ref"] as? String {
      let definitions = root["$defs"] as? [String: [String: Any]]
      let target = name.split(separator: "/").last.flatMap { definitions?[String($0)] }
      return target.map { faults(value, $0, place) } ?? ["\(place): no \(name)"]
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let all = choices.map { faults(value, $0, place) }
      // Of several the faults of the alternative that comes nearest.
      if !all.contains(where: { $0.isEmpty }) {
        found += all.min { $0.count < $1.count } ?? []
      }
    }
    if let types = schema["type"].map({ ($0 as? [String]) ?? [$0 as? String ?? ""] }) {
      let kinds = SchemaValidator.kinds(value)
      if Set(types).isDisjoint(with: kinds) { found.append("\(place): \(kinds) is not \(types)") }
    }
    if let words = schema["enum"] as? [String], !words.contains(value as? String ?? "") {
      found.append("\(place): \(value) is none of \(words)")
    }
    if let number = value as? NSNumber {
      if let least = schema["minimum"] as? NSNumber, number.doubleValue < least.doubleValue {
        found.append("\(place): below \(least)")
      }
      if let most = schema["maximum"] as? NSNumber, number.doubleValue > most.doubleValue {
        found.append("\(place): above \(most)")
      }
    }
    if let object = value as? [String: Any] { found += members(object, schema, place) }
    if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
      for (index, item) in list.enumerated() { found += faults(item, items, "\(place)/\(index)") }
    }
    return found
  }

  private func members(
    _ object: [String: Any], _ schema: [String: Any], _ place: String
  ) -> [String] {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let patterns = schema["patternProperties"] as? [String: [String: Any]] ?? [:]
    let isClosed = schema["additionalProperties"] as? Bool == false
    var found: [String] = []
    for (name, value) in object {
      let pattern = patterns.first { name.range(of: $0.key, options: .regularExpression) != nil }
      if let own = properties[name] ?? pattern?.value {
        found += faults(value, own, "\(place)/\(name)")
      } else if isClosed {
        found.append("\(place): unknown \(name)")
      }
    }
    return found
  }

  private static func kinds(_ value: Any) -> Set<String> {
    switch value {
    case let number as NSNumber:
      // A flag is a number to Foundation as well, of another type.
      if String(cString: number.objCType) == "c" { return ["boolean"] }
      return number.doubleValue == number.doubleValue.rounded()
        ? ["number", "integer"] : ["number"]
    case is String: return ["string"]
    case is [Any]: return ["array"]
    case is [String: Any]: return ["object"]
    default: return ["null"]
    }
  }
}
