import Foundation

/// Files of tests: a folder of this process in the temporary directory that goes with it, together
/// with those of processes that were ended before they could remove theirs.
enum Scratch {
  private static let prefix = "dealer-rules-tests-"
  private static let place = FileManager.default.temporaryDirectory
    .appendingPathComponent("\(prefix)\(ProcessInfo.processInfo.processIdentifier)")

  /// The folder of this process.
  private static let folder: URL = {
    let manager = FileManager.default
    let root = manager.temporaryDirectory
    for name in (try? manager.contentsOfDirectory(atPath: root.path)) ?? []
    where isLeft(name, in: root) {
      try? manager.removeItem(at: root.appendingPathComponent(name))
    }
    try? manager.createDirectory(at: place, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: Scratch.place) }
    return place
  }()

  /// Whether a folder was left by a process that has ended. One of another container, whose
  /// processes are not seen here, is not touched for a day.
  static func isLeft(_ name: String, in root: URL, now: Date = Date()) -> Bool {
    guard name.hasPrefix(prefix), let process = Int32(name.dropFirst(prefix.count)),
      kill(process, 0) != 0, errno == ESRCH
    else { return false }
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: root.appendingPathComponent(name).path)
    guard let changed = attributes?[.modificationDate] as? Date else { return false }
    return now.timeIntervalSince(changed) > 24 * 3600
  }

  /// A place for a file or folder that does not exist yet.
  static func url(_ name: String, suffix: String = "") -> URL {
    folder.appendingPathComponent("\(name)-\(UUID().uuidString)\(suffix)")
  }
}
