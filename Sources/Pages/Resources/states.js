// One table of words and colours for the states of runners and orders, so that the legend, the map
// and the lists can't disagree. The colours stay apart for the usual kinds of colour blindness.

export const runnerStates = [
  { state: 'free', label: 'Free', color: '#0d9f6e' },
  { state: 'busy', label: 'Busy', color: '#2563eb' },
  { state: 'finishing', label: 'Finishing', color: '#9333ea' },
  { state: 'silent', label: 'Silent', color: '#e07a1f' },
];

/** Groups in the order of an order's life; `open` ones are drawn on the map. */
export const orderGroups = [
  { group: 'waiting', label: 'Waiting', color: '#b7791f', open: true,
    states: ['awaitingPayment', 'scheduled', 'matching'] },
  { group: 'stuck', label: 'Stuck', color: '#dc2626', open: true,
    states: ['noTaker', 'waitingForPool'] },
  { group: 'offered', label: 'Offered', color: '#0891b2', open: true, states: ['offered'] },
  { group: 'moving', label: 'On the way', color: '#2563eb', open: true,
    states: ['assigned', 'atPickup', 'pickedUp', 'atStation', 'atDropoff', 'returning'] },
  { group: 'done', label: 'Delivered', color: '#0d9f6e', open: false, states: ['delivered'] },
  { group: 'ended', label: 'Ended', color: '#6b7688', open: false,
    states: ['cancelled', 'failed', 'returned'] },
];

export const stateLabels = {
  awaitingPayment: 'Awaiting payment', scheduled: 'Scheduled', matching: 'Matching',
  waitingForPool: 'Waiting for pool', noTaker: 'No taker', offered: 'Offered',
  assigned: 'Assigned', atPickup: 'At pickup', pickedUp: 'Picked up', atStation: 'At station',
  atDropoff: 'At drop-off', delivered: 'Delivered', cancelled: 'Cancelled', failed: 'Failed',
  returning: 'Returning', returned: 'Returned',
  free: 'Free', busy: 'Busy', finishing: 'Finishing', silent: 'Silent',
};

export const labelOf = (state) => stateLabels[state] ?? state;

const groupByState = new Map(orderGroups.flatMap((g) => g.states.map((s) => [s, g])));
const unknownGroup = { group: 'other', label: 'Other', color: '#6b7688', open: false, states: [] };

export const groupOf = (state) => groupByState.get(state) ?? unknownGroup;

const runnerColors = new Map(runnerStates.map((s) => [s.state, s.color]));
export const runnerColor = (state) => runnerColors.get(state) ?? '#6b7688';
