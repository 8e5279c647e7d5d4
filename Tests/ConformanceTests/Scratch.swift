import Foundation

/// Files of tests: a folder of this process in the temporary directory that goes with it, together
/// with those of processes that were ended before they could remove theirs.
enum Scratch {
  private static let prefix = "dealer-rules-tests-"

  /// The folder of this process.
  private static let folder: URL = {
    let manager = FileManager.default
    for name in (try? manager.contentsOfDirectory(atPath: manager.temporaryDirectory.path)) ?? [] {
      guard name.hasPrefix(prefix), let process = Int32(name.dropFirst(prefix.count)),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? manager.removeItem(at: manager.temporaryDirectory.appendingPathComponent(name))
    }
    try? manager.createDirectory(at: place, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: Scratch.place) }
    return place
  }()

  private static var place: URL {
    FileManager.default.temporaryDirectory
      .appendingPathComponent("\(prefix)\(ProcessInfo.processInfo.processIdentifier)")
  }

  /// A place for a file or folder that does not exist yet.
  static func url(_ name: String, _ suffix: String = "") -> URL {
    folder.appendingPathComponent("\(name)-\(UUID().uuidString)\(suffix)")
  }
}
