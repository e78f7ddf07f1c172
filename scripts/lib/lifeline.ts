import { Socket } from 'node:net';

// Loaded into every service that `npm start` starts: when the starting process is gone, however it went, its end of
// this pipe closes, and the service ends as if it had been told to. Nothing stays behind to hold ports and files.
process.stdin.resume();
process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM'));
// A service that has ended its work must not be kept alive by the pipe.
if (process.stdin instanceof Socket) {
  process.stdin.unref();
}
