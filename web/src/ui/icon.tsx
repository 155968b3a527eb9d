const PATHS = {
  back: 'M15 5l-7 7 7 7',
  forwardArrow: 'M9 5l7 7-7 7',
  down: 'M6 9l6 6 6-6',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  plus: 'M12 5v14M5 12h14',
  compose: 'M12 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-6M18 3l3 3-9 9-4 1 1-4z',
  more: 'M12 6v.01M12 12v.01M12 18v.01',
  send: 'M5 12h13M12 5l7 7-7 7',
  attach:
    'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.700 4.700L9.500 17a1.600 1.600 0 0 1-2.300-2.300L14.500 7.500',
  mic: 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14a4 4 0 0 0 7 0M9 9.500v.01M15 9.500v.01',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  pin: 'M9 4h6l-1 6 4 4H6l4-4zM12 14v6',
  mute: 'M4 9v6h4l5 4V5L8 9zM17 9l4 6M21 9l-4 6',
  sound: 'M4 9v6h4l5 4V5L8 9zM17 9a4 4 0 0 1 0 6',
  archive: 'M4 5h16v4H4zM6 9v10h12V9M10 13h4',
  star: 'M12 4l2.500 5 5.500.800-4 3.900.900 5.500-4.900-2.600-4.900 2.600.900-5.500-4-3.900 5.500-.800z',
  reply: 'M10 6l-6 6 6 6M4 12h9a7 7 0 0 1 7 7',
  forward: 'M14 6l6 6-6 6M20 12h-9a7 7 0 0 0-7 7',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  edit: 'M4 20l1-5L16 4l4 4L9 19z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8v.01',
  group:
    'M9 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM3 19a6 6 0 0 1 12 0M16 5.500a3.500 3.500 0 0 1 0 6.500M18 14.500a6 6 0 0 1 3 4.500',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20a7 7 0 0 1 14 0',
  settings:
    'M4 7h10M18 7h2M4 17h2M10 17h10M16 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM8 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  device: 'M4 5h16v11H4zM9 20h6M12 16v4',
  keyboard:
    'M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM7 10v.01M11 10v.01M15 10v.01M17 10v.01M8 14h8',
  document: 'M7 3h7l5 5v13H7zM14 3v5h5',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9v.01',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  lock: 'M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3',
  eye: 'M3 12s3.300-6 9-6 9 6 9 6-3.300 6-9 6-9-6-9-6zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  moon: 'M20 14.500A8 8 0 1 1 10 4a6.500 6.500 0 0 0 10 10.500z',
  bell: 'M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  block: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  exit: 'M14 4H5v16h9M10 12h10M16 8l4 4-4 4',
  timer: 'M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 9v4l2.500 2M9 2h6',
  stop: 'M7 7h10v10H7z',
  message: 'M4 5h16v11H9l-5 4z',
  retry: 'M20 12a8 8 0 1 1-2.500-5.800M20 4v4h-4',
} as const

export type IconName = keyof typeof PATHS

/** A line drawing in the colour of the text; what it means is said by what holds it. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon icon-${name} ${className ?? ''}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
