CREATE TABLE `runs` (
	`id` integer PRIMARY KEY NOT NULL,
	`run_id` text NOT NULL,
	`created_ms` integer NOT NULL,
	`code_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runs_by_run_id` ON `runs` (`run_id`);
--> statement-breakpoint
CREATE INDEX `runs_by_creation` ON `runs` (`created_ms`,`run_id`,`code_id`);
--> statement-breakpoint
CREATE TABLE `sightings` (
	`run` integer NOT NULL,
	`fingerprint` text NOT NULL,
	`type` text NOT NULL,
	`level` text NOT NULL,
	`source` text NOT NULL,
	`summary` text NOT NULL,
	`count` integer NOT NULL,
	`first_seen_ms` integer NOT NULL,
	`last_seen_ms` integer NOT NULL,
	PRIMARY KEY(`run`, `fingerprint`),
	FOREIGN KEY (`run`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sightings_by_fingerprint` ON `sightings` (`fingerprint`,`run`,`first_seen_ms`);
--> statement-breakpoint
CREATE TABLE `mutes` (
	`fingerprint` text PRIMARY KEY NOT NULL
);
