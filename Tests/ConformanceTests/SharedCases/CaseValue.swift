import DealerRules
import Foundation

/// A value of a case file. Decimals stay the text that the file states; only counts are numbers.
enum CaseValue: Hashable, Sendable, Codable {
  case null
  case flag(Bool)
  case whole(Int)
  case text(String)
  case list([CaseValue])
  case object([String: CaseValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let whole = try? value.decode(Int.self) {
      self = .whole(whole)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([CaseValue].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: CaseValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .null: try value.encodeNil()
    case .flag(let flag): try value.encode(flag)
    case .whole(let whole): try value.encode(whole)
    case .text(let text): try value.encode(text)
    case .list(let list): try value.encode(list)
    case .object(let members): try value.encode(members)
    }
  }
}

extension CaseValue {
  /// A member of an object; `nil` where it is absent or null.
  subscript(name: String) -> CaseValue? {
    guard case .object(let members) = self, let member = members[name], member != .null
    else { return nil }
    return member
  }

  /// Text, or a count as text.
  var text: String? {
    switch self {
    case .text(let text): text
    case .whole(let whole): "\(whole)"
    default: nil
    }
  }

  /// A count, also one that is written as text.
  var whole: Int? {
    switch self {
    case .whole(let whole): whole
    case .text(let text): Int(text)
    default: nil
    }
  }

  /// The elements of a list; none for anything else.
  var items: [CaseValue] {
    guard case .list(let items) = self else { return [] }
    return items
  }

  /// The texts of a list.
  var words: [String] { items.compactMap(\.text) }

  /// The members of an object; none for anything else.
  var members: [String: CaseValue] {
    guard case .object(let members) = self else { return [:] }
    return members
  }
}

/// The part of a case that a translator may look at.
struct CaseQuestion: Sendable {
  /// The system whose behaviour the case states.
  var system: String
  /// Its input.
  var given: CaseValue
}

/// One acceptance case of a shared case file.
struct SharedCase: Sendable {
  /// The areas in the order in which they are reported.
  static let areas = [
    "price", "break", "promotion", "stacking", "coupon", "budget", "rounding", "allocation",
    "credit", "region", "return",
  ]

  var id: String
  var area: String
  var question: CaseQuestion
  var expect: CaseValue

  /// Reads every `*.json` of a folder, in the order of file names.
  static func read(_ folder: URL) throws -> [SharedCase] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".json") }.sorted().flatMap { name in
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      return try JSONDecoder().decode([CaseValue].self, from: data).map { try SharedCase($0, name) }
    }
  }

  private init(_ value: CaseValue, _ file: String) throws {
    guard let id = value["id"]?.text, let area = value["area"]?.text,
      let system = value["source"]?["system"]?.text, let given = value["given"],
      let expect = value["expect"]
    else {
      throw CaseFault(description: "\(file): a case without id, area, system, given or expect")
    }
    guard SharedCase.areas.contains(area) else {
      throw CaseFault(description: "\(id): no area \(area)")
    }
    self.id = id
    self.area = area
    question = CaseQuestion(system: system, given: given)
    self.expect = expect
  }
}
