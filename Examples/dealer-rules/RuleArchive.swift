import DealerRules
import DealerRulesFoundation
import Foundation

/// Earlier rules of a project, in folders of one folder: the rules of then for sales that today's
/// price otherwise (RULES.md Z-008).
struct RuleArchive {
  private let folder: String
  private let policy: ReturnPolicy
  /// The rules by the names of their folders; `nil` until a sale asks for them.
  private var desks: [ReturnDesk]?

  /// - Parameter policy: What is asked, whatever the policy of then was.
  init(_ folder: String, policy: ReturnPolicy) {
    self.folder = folder
    self.policy = policy
  }

  /// The desk over the rules that a sale was priced by, else over the first that price it alike.
  mutating func desk(for sale: StoredSale) throws -> ReturnDesk? {
    let all = try desks ?? load()
    desks = all
    return all.first { IdentifierOrder.areEqual($0.hashes.rules, sale.rulesHash) }
      ?? all.first { $0.prices(like: sale) }
  }

  private func load() throws -> [ReturnDesk] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw FileError(message: "cannot read `\(folder)`")
    }
    var found: [ReturnDesk] = []
    for name in names.sorted() {
      let path = folder + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
      else { continue }
      // One that does not compile any more hides no other.
      do {
        let rules = try CompiledRules(parsing: try Projects.load(path).sources)
        found.append(ReturnDesk(rules, policy: policy))
      } catch {
        Console.note("dealer-rules: `\(path)` holds no rules that can be used")
      }
    }
    return found
  }
}
