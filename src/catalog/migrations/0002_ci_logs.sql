CREATE TABLE `ci_logs` (
	`id` integer PRIMARY KEY NOT NULL,
	`repo` text NOT NULL,
	`head_sha` text NOT NULL,
	`run_id` text NOT NULL,
	`job_id` text NOT NULL,
	`step_name` text NOT NULL,
	`conclusion` text NOT NULL,
	`log_tail` text NOT NULL,
	`created_at` integer NOT NULL,
	`run_attempt` integer NOT NULL,
	`leg` text NOT NULL,
	`excerpt` text NOT NULL,
	`workflow` text NOT NULL,
	`need_tokens` integer NOT NULL,
	`origin` text NOT NULL,
	`is_whole` integer NOT NULL,
	`lines` integer NOT NULL,
	`bytes` integer NOT NULL,
	`digest` text NOT NULL,
	`green_sha` text,
	`green_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ci_logs_by_step` ON `ci_logs` (`repo`,`run_id`,`run_attempt`,`job_id`,`leg`,`step_name`);
--> statement-breakpoint
CREATE INDEX `ci_logs_by_sha` ON `ci_logs` (`repo`,`head_sha`);
--> statement-breakpoint
CREATE INDEX `ci_logs_by_creation` ON `ci_logs` (`created_at`);
--> statement-breakpoint
CREATE INDEX `ci_logs_by_name` ON `ci_logs` (`repo`,`step_name`,`job_id`,`leg`,`workflow`);
--> statement-breakpoint
CREATE TABLE `ci_failures` (
	`log` integer NOT NULL,
	`fingerprint` text NOT NULL,
	`summary` text NOT NULL,
	PRIMARY KEY(`log`, `fingerprint`),
	FOREIGN KEY (`log`) REFERENCES `ci_logs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `ci_failures_by_fingerprint` ON `ci_failures` (`fingerprint`,`log`);
