// Long computations (a matching round) run beside the loop, one at a time and in order, on libuv's
// thread pool; the answer comes back as one more event of the loop.

internal import CLibUV

/// The niceness of the threads that compute beside the loop.
private let workerPriority: Int32 = 10

/// A computation and what to do with its result.
@safe final class WorkerJob {
    let request: UnsafeMutablePointer<uv_work_t>
    /// Runs on a thread of the pool, and nothing else of the job is touched meanwhile.
    let perform: () -> Void
    /// Runs on the loop's thread after `perform`.
    let finish: () -> Void

    init<Output: Sendable>(
        _ work: @escaping @Sendable () -> Output, then done: @escaping (Output) -> Void
    ) {
        var output: Output?
        perform = { output = work() }
        finish = { if let output { done(output) } }
        unsafe request = .allocate(capacity: 1)
        unsafe request.initialize(to: uv_work_t())
    }

    deinit {
        unsafe request.deallocate()
    }
}

extension EventLoop {
    /// Runs `work` beside the loop, after the work given before, and then `done` with its result on
    /// the loop's thread. When the loop stops, work that has not begun is dropped, work that runs is
    /// waited for, and no `done` comes any more.
    public func runOnWorker<Output: Sendable>(
        _ work: @escaping @Sendable () -> Output, then done: @escaping (Output) -> Void
    ) {
        guard !isStopping else { return }
        jobs.append(WorkerJob(work, then: done))
        if jobs.count == 1 { startNextJob() }
    }

    private func startNextJob() {
        guard let job = jobs.first else { return }
        // The retained job travels with the request and is taken back in `jobEnded`.
        unsafe job.request.pointee.data = Unmanaged.passRetained(job).toOpaque()
        let code = unsafe uv_queue_work(handles.loop, job.request, onWork, onWorkDone)
        precondition(code == 0, "libuv refuses work only without a function to run")
    }

    fileprivate func jobEnded(_ job: WorkerJob) {
        guard !isStopping else { return jobs.removeAll() }
        jobs.removeFirst()
        startNextJob()
        owesTurnEnd = true
        job.finish()
    }
}

private func onWork(_ request: UnsafeMutablePointer<uv_work_t>?) {
    #if os(Linux)
        // This thread's priority: on a small machine the loop goes first.
        uv_os_setpriority(0, workerPriority)
    #endif
    guard let data = unsafe request?.pointee.data else { return }
    unsafe Unmanaged<WorkerJob>.fromOpaque(data).takeUnretainedValue().perform()
}

private func onWorkDone(_ request: UnsafeMutablePointer<uv_work_t>?, _ status: Int32) {
    guard let request = unsafe request, let data = unsafe request.pointee.data else { return }
    let loop = unsafe owner(of: request.pointee.loop)
    let job = unsafe Unmanaged<WorkerJob>.fromOpaque(data).takeRetainedValue()
    loop?.jobEnded(job)
}
