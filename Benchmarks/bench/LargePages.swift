import Foundation

/// Asks the allocator for large pages, as the hand-written C++ program does for its columns: a
/// search among a million prices otherwise waits for the tables of small ones. glibc reads the
/// wish once, when a process starts, so the program is started anew in its own place. Where
/// `GLIBC_TUNABLES` is set already, whatever it says stays.
enum LargePages {
  static func ask() {
    #if canImport(Glibc)
      let name = "GLIBC_TUNABLES"
      guard ProcessInfo.processInfo.environment[name] == nil else { return }
      guard setenv(name, "glibc.malloc.hugetlb=1", 1) == 0 else { return }
      // Comes back only where it fails, and then the pages stay as they are.
      execv("/proc/self/exe", CommandLine.unsafeArgv)
    #endif
  }
}
