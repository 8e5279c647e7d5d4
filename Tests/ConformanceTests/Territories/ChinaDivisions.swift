import DealerRules
import Foundation

/// The six-digit codes of China's divisions in sixteen dated revisions, as versions of regions.
///
/// The tables state no successors. A code that vanishes and one that appears in the next revision
/// of the same prefecture, whose names differ at most in the last character (a county that
/// becomes a city or a district), are taken for one place.
struct ChinaDivisions {
  /// The codes of a revision with their names.
  struct Revision {
    var start: Instant
    var day: CivilDate
    var names: [String: String]
  }

  var revisions: [Revision] = []
  /// The one code that replaces another, and the revision in which it does.
  var successors: [String: (code: String, revision: Int)] = [:]

  init(_ folder: URL) throws {
    let table = try DataTable("gb2260_revisions", in: folder)
    let (year, code, name) = (
      try table.column("Year"), try table.column("Code"), try table.column("Name")
    )
    var names: [String: [String: String]] = [:]
    for row in table.rows { names[row[year], default: [:]][row[code]] = row[name] }
    for stated in names.keys.sorted(by: { Self.month($0) < Self.month($1) }) {
      let text = Self.month(stated)
      let day = try date("\(text.prefix(4))-\(text.suffix(2))-01")
      revisions.append(
        Revision(start: ZoneOffsets.utc.start(of: day), day: day, names: names[stated] ?? [:]))
    }
    findSuccessors()
  }

  /// A year means its last month.
  private static func month(_ stated: String) -> String {
    stated.count == 4 ? stated + "12" : stated
  }

  private mutating func findSuccessors() {
    for index in revisions.indices.dropFirst() {
      let (before, after) = (revisions[index - 1].names, revisions[index].names)
      let gone = before.filter { after[$0.key] == nil && isLast($0.key, index - 1) }
      let new = after.filter { before[$0.key] == nil }
      for (code, name) in gone {
        let heirs = new.filter {
          $0.key.prefix(4) == code.prefix(4) && $0.value.count >= 3
            && $0.value.dropLast() == name.dropLast()
        }
        if heirs.count == 1, let heir = heirs.first { successors[code] = (heir.key, index) }
      }
    }
  }

  private func isLast(_ code: String, _ revision: Int) -> Bool {
    revisions[(revision + 1)...].allSatisfy { $0.names[code] == nil }
  }

  /// The code above another in a revision: its prefecture, else its province.
  static func above(_ code: String, in names: [String: String]) -> String? {
    let prefecture = code.prefix(4) + "00"
    let province = code.prefix(2) + "0000"
    if code != prefecture, names[String(prefecture)] != nil { return String(prefecture) }
    return code == province ? nil : String(province)
  }

  /// One version for every run of revisions in which nothing about a code changes.
  var regions: [Region] {
    var open: [String: Region] = [:]
    var all: [Region] = []
    for (index, revision) in revisions.enumerated() {
      let end = revision.start
      for (code, region) in open {
        let isSame =
          revision.names[code] == region.name
          && Self.above(code, in: revision.names) == region.parent
        guard !isSame else { continue }
        var closed = region
        closed.validity.until = end
        if let heir = successors[code], heir.revision == index { closed.successors = [heir.code] }
        all.append(closed)
        open[code] = nil
      }
      for (code, name) in revision.names where open[code] == nil {
        let from = index == 0 ? Instant.distantPast : revision.start
        open[code] = Region(
          id: code, parent: Self.above(code, in: revision.names), name: name,
          validity: Validity(from: from))
      }
    }
    return (all + open.values).sorted { ($0.id, $0.validity.from) < ($1.id, $1.validity.from) }
  }
}
