// What both pages do around the map: draw at most once a frame, keep the scale bar right, show the
// connection's state.

import { showScale } from '/map/grid.js';
import { duration } from '/map/text.js';

export class Stage {
  /** `draw(context, frame, at)` paints; `isMoving(at)` asks for another frame. */
  constructor(shell, { draw, isMoving, onmove }) {
    Object.assign(this, { shell, draw, isMoving });
    shell.view.on('move', (byHand) => {
      onmove(byHand);
      this.paint();
    });
  }

  paint() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      const at = performance.now();
      const frame = this.shell.view.frame();
      const context = this.shell.view.context();
      if (context) this.draw(context, frame, at);
      showScale(this.shell.element('scale'), frame);
      if (this.isMoving(at)) this.paint();
    });
  }

  showLink(state, waitMs) {
    clearInterval(this.countdown);
    const pill = this.shell.element('link');
    const words = { connecting: 'Connecting…', live: 'Live', refused: 'Not connected' };
    pill.dataset.state = state;
    const write = (text) => { pill.querySelector('span').textContent = text; };
    if (state !== 'waiting') return write(words[state]);
    const until = Date.now() + waitMs;
    const tick = () => write(`Reconnecting in ${duration(until - Date.now())}`);
    tick();
    this.countdown = setInterval(tick, 500);
  }

  stop() {
    clearInterval(this.countdown);
    this.showLink('refused');
  }
}
