/**
 * The windows of this browser share one session: whoever signs in or out in one of them does so in all. A window does not hear
 * itself.
 */
class OtherWindows {
  private readonly channel = new BroadcastChannel('recado.session');

  /** Somebody has signed in or out here. Who it is they ask the API, as ever. */
  tell(): void {
    this.channel.postMessage(null);
  }

  /** Somebody has in another one. */
  hear(changed: () => void): void {
    this.channel.addEventListener('message', changed);
  }
}

export const otherWindows = new OtherWindows();
